"""Languages for templates: what a Jinja environment needs to speak the reader's.

In an expression `_('Save')` and `counted('%(num)s vote', '%(num)s votes', n)` escape the message too, so a
variable may be given to them; `pgettext('to publish', 'Post')` is for a word of two senses. `{% trans %}`
holds markup: what stands in it is the template's own.
"""

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
    found = escape(language.message(str(text)))
    return found % language.spoken(values) if values else found


@pass_eval_context
def _counted(context: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    if not context.autoescape:
        return language.ngettext(one, many, count, **values)
    return escape(language.messages(one, many, count)) % language.spoken({"num": count} | values)


# What `{% trans %}` compiles to. Its message has every `%` of the text doubled, so it is always filled.
@pass_eval_context
def _block(context: EvalContext, text: str, /, **values: Any) -> str:
    return _raw(context, language.message(text)) % language.spoken(values)


@pass_eval_context
def _blocks(context: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    return _raw(context, language.messages(one, many, count)) % language.spoken({"num": count} | values)


def _raw(context: EvalContext, message: str) -> str:
    return Markup(message) if context.autoescape else message  # noqa: S704 - the template's own, not data
