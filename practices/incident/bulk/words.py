"""What people at Northwind say when something fails, and what is answered: by service and category."""

import random
from dataclasses import dataclass

from svs.demo.people import SITES


@dataclass(frozen=True)
class Topic:
    """What incidents of a category are called, and what puts them right."""

    titles: tuple[str, ...]
    fixes: tuple[str, ...]
    weight: float = 1.0


TOPICS: dict[str, dict[str, Topic]] = {
    "warehouse-scanners": {
        "Session": Topic(("Scanner loses its session at the shelf", "Handheld logs out after the badge scan", "Second sign-in after lunch break", "Scanner shows the colleague's list"),
                         ("Session time set back to eight hours.", "Profile of the handheld loaded again."), 1.4),
        "Battery": Topic(("Scanner battery is empty by noon", "Handheld does not charge in the cradle", "Scanner warm and off after an hour"), ("Battery swapped.", "Cradle swapped, contacts cleaned.")),
        "Scan engine": Topic(("Scanner reads every label twice", "Handheld does not read small labels", "Scan beam stays dark"), ("Scan engine swapped with a spare.", "Reader profile for small labels loaded.")),
        "Dock": Topic(("Scanner does not find its dock", "Dock 7 shows no link", "Cradle in hall A is dead"), ("Dock restarted.", "Power supply of the dock swapped."), 0.8),
        "Label printer": Topic(("Labels come out blank", "Label printer jams at dock 3", "Ribbon error on the label printer", "Labels print twice"), ("Ribbon and head cleaned.", "Driver set back to the last version."), 1.2),
        "Pick lists": Topic(("Pick list stalls on the handheld", "Pick list shows yesterday's orders", "Lines missing on the pick list"), ("Queue of the pick lists restarted.", "List sent again from the warehouse system."), 1.1),
    },
    "customer-portal": {
        "Checkout": Topic(("Checkout refuses a company card", "Booking ends on a white page", "Price changes at the last step"), ("Payment provider had switched a certificate; ours follows.", "Cache of the price list emptied."), 1.2),
        "Address book": Topic(("Booking form loses its addresses", "Address of a new dock cannot be saved", "Postcode of Lyon is refused"), ("Address rules for the country corrected.",)),
        "Password": Topic(("Customer cannot reset a password", "Reset mail never comes", "Link in the reset mail has expired"), ("Mail was held back as spam; sender listed.", "Link made valid for a day."), 1.3),
        "Invoices": Topic(("Invoice of last month is missing", "Invoice shows the wrong company", "Invoice list takes a minute"), ("Invoice made again from billing.", "Index of the archive built anew.")),
        "Map": Topic(("Map does not load", "Map shows the wrong port", "Map is empty on a phone"), ("Key of the map service renewed.",), 0.8),
    },
    "payroll": {
        "Shift bonus": Topic(("Payslip shows the wrong shift bonus", "Bonus of the late shift twice", "Holiday bonus is missing"), ("Shift table of the month loaded again.", "Bonus corrected with the next run.")),
        "Overtime": Topic(("Overtime of last week is missing", "Overtime counted at the normal rate"), ("Hours taken over from the time sheets again.",), 1.2),
        "Bank file": Topic(("Bank file was refused", "Bank file has one line too many", "Account number refused by the bank"), ("File made again with the right header.", "Account number corrected by the clerk."), 0.7),
        "Time sheets": Topic(("Time sheet cannot be closed", "Time sheet of a driver is empty", "Break is counted twice"), ("Sheet unlocked and closed.", "Terminal of the gate sent its stamps again.")),
    },
    "identity-access": {
        "Password": Topic(("Password reset for a driver", "Password expired during leave", "New password is not taken by the handheld"), ("Password set anew.", "Password synchronised to the handhelds."), 1.8),
        "Second factor": Topic(("Second factor lost with the phone", "Code is refused at sign-in", "New phone, no second factor"), ("Second factor set up on the new phone.",), 1.1),
        "Locked account": Topic(("Account locked after leave", "Account locked after three tries", "Shared account of the gate is locked"), ("Account unlocked; the old password was stored on a tablet.",), 1.2),
        "New starter": Topic(("New starter has no access to the scanner app", "New driver cannot sign in", "Temporary worker has no badge profile"), ("Group of the role added.", "Account was waiting for its start date."), 1.2),
        "Shared folder": Topic(("No access to the folder of the shift plans", "Folder of claims is read-only", "Access after a change of department"), ("Group added after approval by the owner.",)),
    },
    "order-tracking": {
        "Truck": Topic(("Truck shown in the wrong country", "Position of trailer 118 is an hour old", "Truck appears twice on the map"), ("Unit of the truck restarted by the driver.", "Double unit number corrected."), 1.2),
        "Sea freight": Topic(("Tracking shows yesterday's position for sea freight", "Vessel name is wrong", "Container missing in the list"), ("Schedule of the carrier loaded again.",)),
        "Carrier feeds": Topic(("Feed of a carrier is late", "Events of one carrier arrive without a time", "Carrier sends an unknown code"), ("Feed restarted from its last message.", "New code mapped."), 1.1),
        "Notices": Topic(("Customer gets every notice twice", "Notice of arrival comes a day late", "Notice has no link"), ("Queue of notices cleaned.", "Text of the notice corrected."), 0.8),
    },
    "site-connectivity": {
        "Coverage": Topic(("No connection in hall C", "Wi-Fi weak in the cold store", "Handhelds drop between two halls"), ("Access point moved and its power raised.", "Access point swapped."), 1.3),
        "Guest access": Topic(("Guest Wi-Fi vouchers not printed at reception", "Guest cannot open the sign-in page"), ("Voucher service restarted.",), 0.7),
        "VPN": Topic(("VPN asks for the password twice", "VPN does not connect from home", "VPN slow in the morning"), ("Client updated.", "Second gateway taken into use."), 1.2),
        "Outside line": Topic(("Route flaps between Antwerp and Bremen", "Felixstowe office has no outside line", "Line to Gdansk is slow"), ("Provider repaired the line.", "Traffic moved to the second line.")),
        "Printers": Topic(("No route to label printers from dock 4 to 9", "Office printer is offline", "Printer takes a new address every day"), ("Fixed address given.", "Switch port set right."), 1.1),
    },
    "telephony": {
        "Desk phones": Topic(("Phone in meeting room Delta has no line", "Phone restarts during a call", "New desk has no phone"), ("Phone registered again.", "Cable to the desk swapped."), 1.2),
        "Recording": Topic(("Recording of a call is missing", "Recording has no sound"), ("Recorder restarted, missing calls named to care.",), 0.8),
        "Opening hours": Topic(("Queue closes an hour early", "Announcement of the holiday still plays"), ("Opening hours of the queue corrected.",), 0.7),
        "Call queues": Topic(("Callers hear the wrong language", "Calls ring in the empty office", "Nobody is in the queue though three are signed in"), ("Routing of the queue set right.",)),
        "Mobile": Topic(("SIM of a driver is blocked", "Phone of a driver is broken", "No data abroad"), ("SIM unblocked.", "Phone swapped with a spare.", "Roaming switched on."), 1.4),
    },
    "customs-filing": {
        "Refused": Topic(("Declaration refused without a reason", "Declaration hangs in state sent", "Refused for a wrong port code"), ("Sent again after the authority's window.", "Port code corrected."), 1.2),
        "Tariff codes": Topic(("Tariff code of tyres is missing", "Code list is of last year"), ("Code list of the month loaded.",), 0.8),
        "Upload": Topic(("Slow uploads of customs papers from Felixstowe", "Scan of a paper is turned", "Paper is refused as too large"), ("Limit of the upload raised.", "Line of the office relieved.")),
        "Documents": Topic(("Document shown to the wrong broker", "Stamp is missing on the export paper"), ("Template of the paper corrected.",), 0.8),
        "Authority link": Topic(("Link to the authority is down", "Certificate of the link expires", "Answer of the authority does not come"), ("Authority restored its side.", "Certificate renewed."), 0.8),
    },
}  # fmt: skip
WHERE = (*(f"{site}:" for site in SITES), "", "", "", "")
SINCE = ("Since this morning.", "It began an hour ago.", "For two days now.", "Since the last update, I think.", "It comes and goes.", "Only on one device.", "Three of us see it.", "Since the shift change.")  # fmt: skip
TRIED = ("Restarted it twice, no change.", "We work around it by hand.", "I tried another one, same thing.", "A colleague has the same.", "Nothing else is wrong that I can see.", "Nobody changed anything here.")  # fmt: skip
ASKS = ("Thank you, I am looking at it. Does it happen on every device?", "I have it in front of me. Can you tell me when you saw it last?", "Thanks for calling. I try to see it from here first.",
        "I can see it from here too and am on it.", "Got it. Please leave it switched on until I have read its log.", "Could you send a picture of what it shows?")  # fmt: skip
ANSWERS = ("Yes, on every one of them.", "Only this one.", "Around ten, and again just now.", "Picture is attached to my mail.", "It works at the moment, please keep it open for a day.", "Same as before.")  # fmt: skip
HANDING = ("Checked what the desk can check; this one needs {team}.", "Not ours: please have a look, {team}.", "{team}: the log points to you.", "Caller is informed that {team} goes on with it.")  # fmt: skip
RETURNING = ("Not our side, our checks are clean. Back to {team}.", "We see nothing wrong here; {team} please check again.", "Belongs to {team}, please take it back.")  # fmt: skip
WAITS = {
    "requester": "Waiting for an answer; it goes on as soon as we have it.", "vendor": "Case opened with the vendor.", "approval": "Needs the owner's yes; asked.",
    "evidence": "Waiting until it happens again, with the log switched on.", "change": "Comes with the next change.", "window": "Done in tonight's window.",
    "problem": "Waits for the problem behind it.",
}  # fmt: skip
CLOSING = ("{fix} Please tell us if it comes back.", "{fix} Thank you for your patience.", "Should be fine again: {fix}", "{fix}")  # fmt: skip
PRAISE = ("Quick and friendly.", "Solved at once, thank you.", "Great, back to work in no time.", "Very helpful.")  # fmt: skip
BLAME = ("Took far too long.", "I had to explain it three times.", "Nobody told me anything for a day.", "Sent from one team to the next.", "It came back the next day.")  # fmt: skip
MIDDLE = ("Fine in the end.", "Worked, but I had to ask twice.", "All right.")  # fmt: skip


def described(chance: random.Random, title: str) -> str:
    """What the caller tells beyond the title; often nothing."""
    if chance.random() < 0.35:
        return ""
    where = chance.choice(WHERE)
    return f"{where} {title}. {chance.choice(SINCE)} {chance.choice(TRIED)}".strip()


def verdict(chance: random.Random, score: int) -> str:
    """What somebody adds to their score; half say nothing."""
    if chance.random() < 0.5:
        return ""
    return chance.choice(PRAISE if score > 3 else BLAME if score < 3 else MIDDLE)
