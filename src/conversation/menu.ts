/** The bot's menu on both platforms: the key that comes back, and the sentence that it stands for. */
export const menu: { key: string; label: string; phrase: string }[] = [
  { key: 'follow_up', label: '记跟进', phrase: '记跟进' },
  { key: 'pool', label: '公海', phrase: '公海' },
  { key: 'mine', label: '我的客户', phrase: '我的客户' },
  { key: 'tasks', label: '我的任务', phrase: '我的任务' },
  { key: 'board', label: '排行榜', phrase: '今日排行榜' },
  { key: 'help', label: '帮助', phrase: '帮助' },
]

/** An unknown key (an older menu, or one made by the administrator) is read as a sentence. */
export const phraseOf = (key: string): string => menu.find((entry) => entry.key === key)?.phrase ?? key
