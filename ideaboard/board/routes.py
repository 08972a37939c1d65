"""The board's route table."""

from ideaboard.board import (
    category_views,
    claim_views,
    feed_views,
    mail_views,
    merge_views,
    mute_views,
    person_views,
    picture_views,
    reading_views,
    saved_views,
    search_views,
    theme_views,
    views,
    welcome_views,
)
from ideaboard.web.request import View
from ideaboard.web.routes import Intake, Route, get, post
from ideaboard.who import Who, anyone, inside, signed_in, steward


def _written(path: str, view: View, *, who: Who, again: View | None, intake: Intake) -> Route:
    """A form whose text may show a picture that comes with it."""
    return post(path, view, who=who, again=again, most_bytes=picture_views.FORM_BYTES, intake=intake)


ROUTES = [
    get("/", views.home, who=signed_in),
    get("/posts", views.index, who=inside),
    _written("/posts", views.create, who=inside, again=views.new, intake=views.gather),
    post("/posts/seen", reading_views.seen_all, who=inside),
    get("/posts/new", views.new, who=inside),
    _written("/posts/preview", views.preview, who=inside, again=views.new, intake=views.gather_for_preview),
    get("/posts/similar", search_views.similar, who=inside, waits=True),
    get("/posts/{id:id}", views.show, who=inside, waits=True),
    get("/posts/{id:id}/edit", views.edit, who=inside),
    _written("/posts/{id:id}/edit", views.save, who=inside, again=views.edit, intake=picture_views.take),
    _written("/posts/{id:id}/preview", views.edit, who=inside, again=views.edit, intake=picture_views.take),
    get("/posts/{id:id}/history", views.history, who=inside),
    post("/posts/{id:id}/withdraw", views.withdraw, who=inside),
    get("/posts/{id:id}/same", merge_views.choose, who=inside, waits=True),
    post("/posts/{id:id}/same", merge_views.merge, who=inside, again=merge_views.choose),
    post("/posts/{id:id}/apart", merge_views.undo, who=inside),
    post("/posts/{id:id}/object", merge_views.object_to, who=inside, again=views.show),
    post("/posts/{id:id}/vote", views.vote, who=inside),
    post("/posts/{id:id}/follow", views.follow, who=inside),
    post("/posts/{id:id}/mute", mute_views.mute, who=inside),
    _written(
        "/posts/{id:id}/comments", views.comment, who=inside, again=views.show, intake=picture_views.take
    ),
    get("/comments/{id:id}/edit", views.edit_comment, who=inside),
    _written(
        "/comments/{id:id}/edit",
        views.save_comment,
        who=inside,
        again=views.edit_comment,
        intake=picture_views.take,
    ),
    get("/comments/{id:id}/remove", views.confirm_removal, who=inside),
    post("/comments/{id:id}/remove", views.remove_comment, who=inside, again=views.confirm_removal),
    _written("/pictures", picture_views.add, who=inside, again=None, intake=picture_views.take_alone),
    get("/pictures/{name}", picture_views.show, who=inside, waits=True),
    get("/help/keyboard", reading_views.keyboard, who=inside),
    get("/settings/mail", mail_views.choices, who=signed_in),
    post("/settings/mail", mail_views.save, who=signed_in, again=mail_views.choices),
    get("/people/mention", reading_views.mention, who=inside),
    get("/people/{id:id}", person_views.show, who=signed_in),
    get("/welcome", welcome_views.show, who=signed_in),
    post("/welcome", welcome_views.choose, who=inside),
    get("/search", search_views.search, who=inside, waits=True),
    get("/searches", saved_views.index, who=inside),
    post("/searches", saved_views.save, who=inside, again=saved_views.index),
    post("/searches/links", saved_views.make_links, who=inside),
    post("/searches/{id:id}", saved_views.change, who=inside, again=saved_views.index),
    post("/searches/{id:id}/delete", saved_views.delete, who=inside),
    # A feed reader has no session: the signed link is the key.
    get("/feeds/{token}.atom", feed_views.atom, who=anyone, waits=True),
    get("/feeds/{token}.json", feed_views.json_feed, who=anyone, waits=True),
    get("/themes", theme_views.index, who=inside),
    get("/themes/{id:id}", theme_views.show, who=inside),
    get("/categories", category_views.index, who=inside),
    post("/categories", category_views.create, who=steward, again=category_views.index),
    post("/categories/{slug}/follow", category_views.follow, who=inside),
    get("/categories/{slug}", category_views.edit, who=steward),
    post("/categories/{slug}", category_views.save, who=steward, again=category_views.edit),
    get("/claims/{token}", claim_views.show, who=anyone),
    get("/claims/{token}/edit", claim_views.edit, who=anyone),
    _written(
        "/claims/{token}/edit",
        claim_views.save,
        who=anyone,
        again=claim_views.edit,
        intake=picture_views.take_for_claim,
    ),
    _written(
        "/claims/{token}/pictures",
        picture_views.add,
        who=anyone,
        again=None,
        intake=picture_views.take_alone_for_claim,
    ),
    get("/claims/{token}/pictures/{name}", picture_views.show_to_claim, who=anyone, waits=True),
    post("/claims/{token}/object", claim_views.object_to_merge, who=anyone, again=claim_views.show),
    post("/claims/{token}/withdraw", claim_views.withdraw, who=anyone),
]
