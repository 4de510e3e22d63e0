"""What people write to a service desk: names, troubles, words in their charsets, and what their programs quote."""

FIRST = ("Kim", "Noor", "Ada", "Jürgen", "Žofia", "Łukasz", "Søren", "Renée", "Иван", "美咲", "Óscar", "Zeynep")  # fmt: skip
THINGS = ("Scanner", "Label printer", "Badge reader", "Order tracking", "Payslip", "Phone in hall B", "VPN", "Customs form", "Wi-Fi at dock 4")  # fmt: skip
TROUBLES = ("stands still", "shows an error", "is slow since this morning", "asks for a password", "prints half a page", "lost its settings")  # fmt: skip
SAID = {  # charset -> words it can hold
    "utf-8": "Grüße aus Kraków, naïve café, 你好", "iso-8859-1": "Grüße aus München, déjà vu", "windows-1252": "It’s “broken” – again €",
    "windows-1250": "Žluťoučký kůň v Krakowie", "koi8-r": "Сканер не работает", "windows-1251": "Принтер печатает криво",
    "shift_jis": "スキャナーが動きません", "iso-2022-jp": "印刷できません", "gb18030": "扫描仪坏了", "big5": "掃描器壞了", "euc-kr": "스캐너가 멈췄어요",
    "iso-8859-15": "Ça coûte 5 €", "utf-16": "Sixteen bits: ž", "us-ascii": "Plain words only",
}  # fmt: skip
QUOTES = (
    "\n\nOn Mon, 2 Mar 2026 at 09:12, Service Desk <desk@northwind.example> wrote:\n> We look at it.\n> Please wait.",
    "\n\nAm 02.03.2026 um 09:12 schrieb Service Desk:\n> Wir sehen es uns an.",
    "\n\nLe lun. 2 mars 2026 à 09:12, Service Desk a écrit :\n> On regarde.",
    "\n\n________________________________\nFrom: Service Desk <desk@northwind.example>\nSent: Monday, 2 March 2026 09:12\nTo: Kim\nSubject: it\n\nWe look at it.",
    "\n\n-----Original Message-----\nFrom: Service Desk\nSent: Monday\n\nWe look at it.", "",
)  # fmt: skip
