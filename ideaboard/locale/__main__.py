"""`python -m ideaboard.locale`: bring every catalogue up to date, and say what waits for a translation."""

from ideaboard.locale import gathering

for file in gathering.files():
    catalogue = gathering.bring_up_to_date(file)
    waiting = [message for message in catalogue if message.id and not message.string]
    print(f"{file.parts[-3]}: {len(catalogue)} messages, {len(waiting)} wait for a translation")
