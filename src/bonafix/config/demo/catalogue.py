"""The made-up brand: its locks, what goes wrong with them, and what it costs."""

# Nobody's brand, nobody's hotline: 磐扣 and its numbers are invented, and the number is
# from a range that is not given out.
BRAND = ("磐扣（演示品牌）", "Pankou (demonstration brand)")
OPERATOR = ("磐扣售后（演示）", "Pankou service (demonstration)")
HOTLINE = "400-000-0000"

# sku, Chinese, English, category
PRODUCTS = (
    ("PK-S1", "磐扣 S1 智能门锁", "Pankou S1 smart lock", "smart_lock"),
    ("PK-S2", "磐扣 S2 人脸智能锁", "Pankou S2 face lock", "smart_lock"),
    ("PK-M1", "磐扣 M1 机械门锁", "Pankou M1 mechanical lock", "lock"),
    ("PK-B1", "磐扣 B1 保险箱", "Pankou B1 safe", "safe"),
)

# category, code, Chinese, English, minutes, skills, urgent
FAULTS = (
    (
        "smart_lock",
        "no_power",
        "换过电池还是没有反应",
        "No reaction after new batteries",
        45,
        ("electronics",),
        True,
    ),
    (
        "smart_lock",
        "fingerprint",
        "指纹或人脸识别不了",
        "Finger or face is not recognised",
        45,
        ("electronics",),
        False,
    ),
    (
        "smart_lock",
        "jammed",
        "锁舌卡住，门关不上",
        "The bolt is stuck, the door does not close",
        60,
        ("lock",),
        True,
    ),
    ("smart_lock", "handle", "把手松动或下垂", "The handle is loose", 40, ("lock",), False),
    ("lock", "jammed", "钥匙转不动", "The key does not turn", 60, ("lock",), True),
    ("lock", "loose", "锁体松动", "The lock is loose", 40, ("lock",), False),
    ("lock", "cylinder", "想换锁芯", "A new cylinder is wanted", 40, ("lock",), False),
    ("safe", "battery", "按键没有反应", "The keypad does not react", 60, ("electronics",), False),
)

# code, Chinese, English, fen, unit
PRICES = (
    ("visit", "上门检测", "Visit and inspection", 5000, "次"),
    ("labour", "维修工时（每半小时）", "Labour, half an hour", 6000, "半小时"),
    ("cylinder", "更换锁芯", "New cylinder", 16800, "个"),
    ("body", "更换锁体", "New lock body", 26800, "个"),
    ("board", "更换主板", "New main board", 22000, "块"),
    ("handle", "更换把手", "New handle", 9800, "副"),
    ("battery", "更换电池组", "New battery pack", 6800, "组"),
)

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"

# Reports of a day that is under way: fault, hours ago it came in, how far it went.
DAY = (
    ("PK-S1", "no_power", True, 5.0, "closed", "门锁换了电池还是不亮，进不了门。"),
    ("PK-M1", "jammed", True, 3.5, "guaranteed", "钥匙插进去转不动。"),
    ("PK-S2", "fingerprint", False, 3.0, "signed_off", "人脸识别老是失败。"),
    ("PK-S1", "jammed", True, 2.0, "repaired", "锁舌卡住，门关不上，家里有老人。"),
    ("PK-S1", "handle", False, 1.8, "approved", "把手往下掉。"),
    ("PK-M1", "cylinder", False, 1.5, "quoted", "想换个锁芯。"),
    ("PK-S2", "no_power", True, 0.8, "arrived", "按哪里都没有反应。"),
    ("PK-M1", "jammed", True, 0.3, "under_way", "早上起门锁就拧不开。"),
    ("PK-S1", "fingerprint", False, 0.5, "arranged", "指纹录不进去。"),
    ("PK-B1", "battery", False, 0.4, "arranged", "保险箱按键不亮。"),
    ("PK-S1", "handle", False, 0.3, "arranged", "把手松动。"),
    ("PK-M1", "loose", False, 0.2, "arranged", "锁体晃。"),
)
