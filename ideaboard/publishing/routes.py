"""The publishing desk's addresses."""

from dataclasses import replace

from ideaboard.publishing import (
    author_views,
    calendar_views,
    candidate_views,
    media_views,
    reader_views,
    record_views,
    reply_views,
    rule_views,
    views,
)
from ideaboard.settings import Settings
from ideaboard.web.routes import Route, get, post
from ideaboard.who import anyone, councillor, inside, signed_in, steward

_DRAFT = "/publishing/drafts/{id:id}"
_CONSENT = "/publishing/consents/{id:id}"
_CLAIM = "/publishing/claims/{token}"
_WITHDRAW = "/publishing/withdraw/{token}"
_RESPONSE = "/publishing/responses/{id}"
_NOMINATE = "/publishing/posts/{id:id}/nominate"

# Room for one film, and for one somewhat too large, which is refused beside its field; `routes` fits it.
FILM_BYTES = 40 * 1024 * 1024

# Pages that compare two texts wait: that may take half a second.
ROUTES = [
    get("/publishing", views.desk, who=councillor),
    get("/publishing/candidates", candidate_views.index, who=councillor, waits=True),
    get(_NOMINATE, candidate_views.nominate_page, who=councillor),
    post(_NOMINATE, candidate_views.nominate, who=councillor, again=candidate_views.nominate_page),
    get("/publishing/calendar", calendar_views.calendar, who=councillor),
    get("/publishing/drafts/new", views.new, who=councillor),
    post(
        "/publishing/drafts",
        views.create,
        who=councillor,
        again=views.new,
        most_bytes=FILM_BYTES,
        intake=media_views.take,
    ),
    get("/publishing/media/{name}", media_views.show_fresh, who=councillor),
    get(f"{_DRAFT}/media/{{name}}", media_views.show_of_draft, who=councillor),
    get(_DRAFT, views.draft_page, who=councillor, waits=True),
    get(f"{_DRAFT}/versions/{{version:id}}", views.version_page, who=councillor, waits=True),
    get(f"{_DRAFT}/edit", views.edit, who=councillor, waits=True),
    post(
        f"{_DRAFT}/edit",
        views.save,
        who=councillor,
        again=views.edit,
        most_bytes=FILM_BYTES,
        intake=media_views.take,
    ),
    post(f"{_DRAFT}/ask-consent", views.ask_consent, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/vote", views.vote, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/recuse", views.recuse, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/waive", views.waive, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/reopen", calendar_views.reopen, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/release", calendar_views.release, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/plan", calendar_views.plan, who=councillor, again=views.draft_page),
    post(f"{_DRAFT}/unplan", calendar_views.drop, who=councillor),
    get(f"{_DRAFT}/record", record_views.draft_record, who=councillor),
    post(f"{_DRAFT}/retract", views.retract, who=councillor, again=views.draft_page),
    get("/publishing/words", views.words_page, who=councillor),
    post("/publishing/words", views.change_words, who=councillor, again=views.words_page),
    get("/publishing/responses", reader_views.responses, who=councillor),
    post(f"{_RESPONSE}/accept", reader_views.accept, who=councillor, again=reader_views.responses),
    post(f"{_RESPONSE}/refuse", reader_views.refuse, who=councillor, again=reader_views.responses),
    post(f"{_RESPONSE}/private", reader_views.keep_private, who=councillor, again=reader_views.responses),
    post("/publishing/responses", reader_views.decide, who=councillor, again=reader_views.responses),
    get("/publishing/replies", reply_views.desk, who=councillor),
    post(f"{_RESPONSE}/reply/decide", reply_views.decide, who=councillor, again=reply_views.desk),
    get("/publishing/stories", reader_views.stories, who=councillor),
    # Below: not only the council's. A story is for whoever sees its post, consent for its author alone, who
    # can take it back also when they are no longer inside.
    get("/publishing/stories/{slug}", reader_views.story, who=inside),
    get("/publishing/stories/{slug}/media/{name}", media_views.show_of_story, who=inside),
    post("/publishing/posts/{id:id}/offer", candidate_views.offer, who=inside),
    get("/publishing/rules", rule_views.rules_page, who=rule_views.council_or_steward),
    post("/publishing/rules", rule_views.save, who=steward, again=rule_views.rules_page),
    get(f"{_CONSENT}/record", record_views.own_record, who=signed_in),
    get(f"{_CONSENT}/proof", record_views.own_proof, who=signed_in),
    get(f"{_CLAIM}/record", record_views.claimed_record, who=anyone),
    get(f"{_CLAIM}/proof", record_views.claimed_proof, who=anyone),
    post(f"{_CLAIM}/offer", candidate_views.offer_claimed, who=anyone),
    get("/publishing/consents", author_views.consents, who=signed_in),
    get(_CONSENT, author_views.consent_page, who=signed_in, waits=True),
    post(_CONSENT, author_views.answer, who=signed_in, again=author_views.consent_page),
    get(f"{_CONSENT}/media/{{name}}", media_views.show_to_author, who=signed_in),
    get(f"{_CLAIM}/media/{{name}}", media_views.show_to_claim, who=anyone),
    get(_WITHDRAW, author_views.withdraw_page, who=anyone),
    post(_WITHDRAW, author_views.withdraw, who=anyone),
    get(f"{_RESPONSE}/reply", reply_views.write_page, who=signed_in),
    post(f"{_RESPONSE}/reply", reply_views.write, who=signed_in, again=reply_views.write_page),
    get(f"{_CLAIM}/responses", reply_views.claimed, who=anyone),
    get(f"{_CLAIM}/responses/{{id}}", reply_views.claimed_page, who=anyone),
    post(
        f"{_CLAIM}/responses/{{id}}",
        reply_views.claimed_write,
        who=anyone,
        again=reply_views.claimed_page,
    ),
    get(_CLAIM, author_views.claim_page, who=anyone, waits=True),
    post(_CLAIM, author_views.answer_claim, who=anyone, again=author_views.claim_page),
]


def routes(settings: Settings) -> list[Route]:
    """The table with room for films as large as the setting allows."""
    most = (settings.film_megabytes + 10) * 1024 * 1024
    return [replace(route, most_bytes=most) if route.most_bytes == FILM_BYTES else route for route in ROUTES]
