/** The name of an account, from its number: a city, two words, a trade. All 50,000 are different. */
export const accountName = (index: number): string =>
  `${cities[index % 20]}${firsts[Math.floor(index / 20) % 50]}${seconds[Math.floor(index / 1000)]}${trades[index % 7]}有限公司`

export const personName = (index: number): string =>
  `${surnames[index % 20]}${given[Math.floor(index / 20) % 20]}${'一二三四五'[Math.floor(index / 400)]}`

const cities =
  '上海 北京 广州 深圳 杭州 南京 苏州 无锡 宁波 温州 成都 重庆 武汉 长沙 合肥 济南 青岛 厦门 福州 天津'.split(
    ' ',
  )
const firsts = [
  ...'华金鑫恒瑞德宏嘉利泰永盛兴隆达亿鼎汇佳康安顺益富荣昌旺祥源润博远东方新天海龙凤山河江林峰云星光辉晨曦',
]
const seconds = [
  ...'联通信诚和创业成功伟发展科技工贸商合同升煌程鹏腾飞越翔凯旋胜捷速迅锐智慧思维诺言义仁道礼正平定和畅远达久长',
]
const trades = ['超市', '食品', '电子', '机械', '材料', '医疗器械', '物流']
const surnames = [...'赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张']
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平']
