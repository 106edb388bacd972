/** Ids as long as real ones: what a button carries counts against the platforms' limits. */
export const id = (n: number): string => `0197b3c2-5d41-7a6e-8f00-${String(n).padStart(12, '0')}`

/** As long as the register of companies allows names to be in practice. */
export const longName = '浙江省湖州市德清县新市镇华丰绿色包装材料科技股份有限公司第二分公司'
