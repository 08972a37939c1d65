"""Languages for templates: what a Jinja environment needs to speak the reader's.

In an expression `_('Save')` and `counted('%(num)s vote', '%(num)s votes', n)` escape the message too, so a
variable may be given to them; `pgettext('to publish', 'Post')` is for a word of two senses. `{% trans %}`
holds markup: what stands in it is the template's own.
"""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from ideaboard import language


def install(environment: Environment) -> None:
    """Give the environment `{% trans %}`, `_`, `counted` and the current language."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(
        _=_expression,
        counted=_counted,
        pgettext=language.pgettext,
        gettext=_block,
        ngettext=_blocks,
        language=language,
    )


@pass_eval_context
def _expression(context: EvalContext, text: str, /, **values: Any) -> str:
    if not context.autoescape:
        return language.gettext(str(text), **values)
    found = _escaped(language.current(), str(text))
    return _filled(found, values) if values else found


@pass_eval_context
def _counted(context: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    if not context.autoescape:
        return language.ngettext(one, many, count, **values)
    if values:
        return _filled(escape(language.messages(one, many, count)), {"num": count} | values)
    return _said(language.current(), one, many, count)


# A list of posts says the same few things again and again.
@lru_cache(8192)
def _escaped(code: str, text: str) -> Markup:
    with language.use(code):
        return escape(language.message(text))


@lru_cache(8192)
def _said(code: str, one: str, many: str, count: int) -> Markup:
    with language.use(code):
        return escape(language.ngettext(one, many, count))


# What `{% trans %}` compiles to. Its message has every `%` of the text doubled, so it is always filled.
@pass_eval_context
def _block(context: EvalContext, text: str, /, **values: Any) -> str:
    found = language.message(text)
    return _filled(found, values) if context.autoescape else found % language.spoken(values)


@pass_eval_context
def _blocks(context: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    found, said = language.messages(one, many, count), {"num": count} | values
    return _filled(found, said) if context.autoescape else found % language.spoken(said)


def _filled(markup: str, values: dict[str, Any]) -> Markup:
    """The message, which is markup already, with its values escaped; quicker than Markup's own `%`."""
    shown = {name: escape(value) for name, value in language.spoken(values).items()}
    return Markup(str(markup) % shown)  # noqa: S704 - the message is the template's own, not data
