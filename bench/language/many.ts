import type { NameEntry } from '../../src/conversation/understand/index.ts'

/** 50,000 invented companies owned by 500 people, each with a contact: the size the index is measured at. */
export function* manyAccounts(count: number): Generator<NameEntry> {
  for (let index = 0; index < count; index++) {
    const place = pick(places, index * 7)
    const core = `${pick(firsts, index)}${pick(seconds, Math.floor(index / firsts.length))}`
    const trade = pick(trades, Math.floor(index / 13))
    const id = `account-${index}`
    const ownerId = `owner-${index % 500}`
    yield {
      kind: 'account',
      id,
      name: `${place}${core}${trade}有限公司`,
      aliases: [`${core}${trade}`],
      ownerId,
      region: place,
    }
  }
}

/** One contact for each of them. */
export function* manyContacts(count: number): Generator<NameEntry> {
  for (let index = 0; index < count; index++) {
    const name = `${pick(surnames, index)}${pick(firsts, index * 3)}${pick(seconds, index)}`
    yield {
      kind: 'contact',
      id: `contact-${index}`,
      name,
      aliases: [],
      ownerId: `owner-${index % 500}`,
      accountId: `account-${index}`,
      title: '经理',
    }
  }
}

const pick = (list: readonly string[], index: number): string => list[index % list.length] as string

const places = [
  '北京',
  '上海',
  '广州',
  '深圳',
  '苏州',
  '杭州',
  '成都',
  '武汉',
  '西安',
  '青岛',
  '沈阳',
  '长沙',
  '郑州',
  '佛山',
  '宁波',
]
const trades = [
  '科技',
  '贸易',
  '食品',
  '机械',
  '物流',
  '医疗器械',
  '教育咨询',
  '餐饮管理',
  '建材',
  '电子',
  '服饰',
  '酒店',
  '超市',
  '药房',
  '物业',
]
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']
const firsts = [
  ...'华恒瑞嘉盛鼎宏泰安德信诚达博远宇航凯锦荣昌隆兴旺福禄寿康宁和顺利通源泉海江河湖山峰岭云星辰月阳光明亮清新',
]
const seconds = [
  ...'联创佳润丰裕隆鑫晟晖煜轩雅怡悦尚品优美卓越领先智慧锐捷飞翔腾跃龙虎麒麟鹏程鸿雁松柏梅兰竹菊桂荷莲萍芳芬',
]
