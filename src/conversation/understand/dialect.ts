/**
 * Words of Cantonese and other dialects as Mandarin has them, each as long as it was, so that positions stay.
 * Only words that standard Chinese does not use otherwise.
 */
export const inMandarin = (text: string): string =>
  isDialect(text)
    ? words
        .reduce((said, [word, standard]) => said.replace(word, standard), text)
        .replace(characters, standardOf)
    : text

const standardOf = (character: string): string => table[character] ?? character

const table: Record<string, string> = {
  佢: '他',
  咗: '了',
  唔: '不',
  冇: '没',
  嘅: '的',
  喇: '了',
  哋: '们',
  嗰: '那',
  啲: '些',
  睇: '看',
  俾: '给',
  畀: '给',
  搵: '找',
  揾: '找',
  嚟: '来',
  喺: '在',
  谂: '想',
  攞: '拿',
  啱: '刚',
  俺: '我',
  侬: '你',
  唠: '聊',
  仲: '还',
}
const characters = new RegExp(`(?!仲(?:裁|秋|夏|景|春|恺))[${Object.keys(table).join('')}]`, 'g')

const words: readonly (readonly [RegExp, string])[] = [
  [/[听聽]日/g, '明天'],
  [/[听聽]朝/g, '明早'],
  [/[寻琴尋]日/g, '昨天'],
  [/[寻琴尋]晚/g, '昨晚'],
  [/今朝/g, '今天'],
  [/今个月/g, '这个月'],
  [/朝早/g, '早上'],
  [/而家|依家|宜家(?!居)/g, '现在'],
  [/几多/g, '多少'],
  [/边个/g, '哪个'],
  [/边(?=家|间|条|单)/g, '哪'],
  [/点解/g, '为啥'],
  [/点(?=用(?!户|水|电|人|品|途))/g, '咋'],
  [/搞掂/g, '搞定'],
  [/帮手(?=[改更推转建加登记查])/g, '帮忙'],
  [/呢(?=[个单家条边间])/g, '这'],
  [/倾(?![向诉听斜销力城情倒巢])/g, '谈'],
  [/食(?=饭|咗)/g, '吃'],
  [/饮(?=茶|酒|咗|早茶)/g, '喝'],
  [/找数/g, '付款'],
  [/(?<=[佢总生姐哥伯嫂工理板])话(?![题术语筒费务剧])/g, '说'],
  [/(?<=[放退扔还])返/g, '回'],
  [/(?<=还)翻(?=先)/g, '回'],
  [/同(?=[我你佢]|埋)/g, '跟'],
  [/应承/g, '答应'],
  [/(?<=[喊给叫跟让])额(?![度外定])/g, '我'],
  [/阿拉/g, '我们'],
  [/晓得/g, '知道'],
  [/勿要/g, '不要'],
]

/** Most sentences hold no such word and are left alone. */
export const isDialect = (text: string): boolean => spoken.test(text)

const spoken =
  /[佢咗唔冇嘅喇哋嗰啲睇俾畀搵揾嚟喺谂攞啱俺侬唠仲]|[听聽寻琴尋][日朝晚]|今朝|今个月|朝早|而家|依家|宜家|几多|边[个家间条单]|点[解用]|搞掂|呢[个单家条边间]|倾|食饭|饮|找数|[放退扔还]返|应承|[喊给叫跟让]额|阿拉|晓得|勿要/
