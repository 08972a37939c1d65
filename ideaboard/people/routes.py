"""The route table of people: sign-in, profiles, settings, inbox and the stewards' page."""

from ideaboard.people import admin, company_views, demo, mail_views, pictures, views
from ideaboard.web.routes import get, post
from ideaboard.who import anyone, inside, signed_in, steward

_PROFILE_BYTES = pictures.MOST_BYTES + 256 * 1024

ROUTES = [
    get("/signin", views.ask, who=anyone),
    post("/signin", views.send, who=anyone, again=views.ask),
    get("/signin/{token}", views.confirm, who=anyone),
    post("/signin/{token}", views.enter, who=anyone, again=views.used_up),
    post("/signout", views.leave, who=signed_in),
    get("/people", views.index, who=inside, waits=True),
    get("/people/{id:id}/picture", views.picture, who=signed_in, waits=True),
    get("/settings/profile", views.profile, who=signed_in),
    post(
        "/settings/profile",
        views.save_profile,
        who=signed_in,
        again=views.profile,
        most_bytes=_PROFILE_BYTES,
    ),
    get("/settings/sessions", views.devices, who=signed_in),
    post("/settings/sessions", views.revoke, who=signed_in),
    get("/inbox", views.inbox, who=signed_in),
    post("/inbox/read", views.read_all, who=signed_in),
    post("/inbox/{id:id}", views.read, who=signed_in),
    post("/inbox/{id:id}/mark", views.mark, who=signed_in),
    get("/mail/unsubscribe/{token}", mail_views.confirm, who=anyone),
    # A mail program sends this, not one of our pages; the signed address is the key (RFC 8058).
    post("/mail/unsubscribe/{token}", mail_views.unsubscribe, who=anyone, any_origin=True),
    get("/admin", admin.index, who=steward),
    post("/admin/invitations", admin.invite, who=steward, again=admin.index),
    post("/admin/invitations/{id:id}/withdraw", admin.withdraw_invitation, who=steward),
    get("/admin/people/{id:id}", admin.person, who=steward),
    post("/admin/people/{id:id}", admin.change, who=steward, again=admin.person),
    get("/admin/company", company_views.edit, who=steward),
    post(
        "/admin/company",
        company_views.save,
        who=steward,
        again=company_views.edit,
        most_bytes=_PROFILE_BYTES,
    ),
    get("/company.css", company_views.css, who=anyone),
    get("/company/logo", company_views.logo, who=anyone, waits=True),
    get("/company/mark.svg", company_views.mark, who=anyone),
    get("/company/icons/{name}", company_views.icon, who=anyone, waits=True),
    get("/manifest.webmanifest", company_views.manifest, who=anyone),
    post("/admin/jobs/{id:id}/retry", admin.retry, who=steward),
]
DEMO_ROUTES = [
    get("/demo", demo.index, who=anyone),
    post("/demo", demo.step_in, who=anyone),
]
