"""One OpenAI-compatible server: how it is asked, and what its answers mean."""

from __future__ import annotations

import logging
import os
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx2

from alphagen.errors import ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

log = logging.getLogger(__name__)

KEY_VARIABLES = ("ALPHAGEN_API_KEY", "OPENAI_API_KEY")

CONNECT_S = 10.0
"""A server that does not take a connection in this time is not there."""

LONGEST_WAIT_S = 60.0
"""A server may ask for a longer pause; it is asked again after this."""

BUSY = (408, 409, 425, 429)
"""Answers of a server that is there and wants to be asked again."""

SHOWN = 300
"""Characters of a server's message that are passed on."""


class TryAgain(Exception):
    """An attempt that failed in a way that may pass.

    Attributes:
        busy: the server is well and asks for patience.
        wait: seconds it wants to be left alone; None if it did not say.
    """

    def __init__(self, reason: str, *, busy: bool = False, wait: float | None = None) -> None:
        """Make one; ``reason`` continues a sentence that began with the server's address."""
        super().__init__(reason)
        self.busy, self.wait = busy, wait


def read_api_key() -> str | None:
    """Return the key for servers that want one: the first that is set of ``KEY_VARIABLES``."""
    return next((key for name in KEY_VARIABLES if (key := os.environ.get(name, "").strip())), None)


def make_client(api_key: str | None) -> httpx2.AsyncClient:
    """Return a client that sends the key with every request."""
    return httpx2.AsyncClient(
        headers={"Authorization": f"Bearer {api_key}"} if api_key else None,
        timeout=httpx2.Timeout(None, connect=CONNECT_S),  # how long an answer may take: Pool
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None),
    )


class Endpoint:
    """A server under one base URL, and what was learnt about it."""

    def __init__(self, base_url: str, api_key: str | None = None) -> None:
        """Make one.

        Args:
            base_url: such as ``http://localhost:8000``; ``/v1`` is added where there is no path.
            api_key: taken out of all that the server says.

        Raises:
            UsageError: the address or the key cannot be used.
        """
        try:
            url = httpx2.URL(base_url.strip())
        except httpx2.InvalidURL:
            url = httpx2.URL()
        if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
            raise UsageError(
                f"`{base_url}` is not the address of a server: write one like "
                "http://localhost:8000/v1."
            )
        if api_key and not re.fullmatch(r"[!-~]+", api_key):
            raise UsageError(
                "The API key has characters that no key has, such as a space or a line end: "
                f"correct {' or '.join(KEY_VARIABLES)}."
            )
        self._api_key = api_key
        # A password in the address would show up in messages and logs.
        self._auth = (url.username, url.password) if url.username else None
        self._url = url.copy_with(username=None, password=None, path=url.path.rstrip("/") or "/v1")
        self.shown = str(self._url)
        self.refused: set[str] = set()

    def __repr__(self) -> str:
        return f"Endpoint({self.shown!r})"

    def leave_out(self, fields: Collection[str], reason: str) -> None:
        """Ask without these fields from now on; a warning says so once."""
        new = sorted(set(fields) - self.refused)
        if new:
            self.refused.update(new)
            log.warning("%s: asked without %s from now on: %s", self.shown, ", ".join(new), reason)

    async def post(
        self,
        client: httpx2.AsyncClient,
        path: str,
        body: Mapping[str, Any],
        optional: Collection[str],
    ) -> dict[str, Any]:
        """Return the server's answer, an object.

        Args:
            client: does the talking.
            path: below the base URL.
            body: what is asked; fields that the server refused before are left out.
            optional: fields that may be left out.

        Raises:
            TryAgain: the server cannot be reached, is busy or in trouble, or made no sense.
            ModelError: the server will not answer this, however often it is asked.
        """
        while True:
            sent = self._accepted(body)
            response = await self._send(client, "POST", path, sent)
            if response.status_code in (400, 422):
                fields = refused_fields(response, set(optional) & set(sent))
                if fields:
                    self.leave_out(fields, self._message(response))
                    continue
            return self._answer(response)

    async def models(self, client: httpx2.AsyncClient) -> list[str] | None:
        """Return the ids of the models that the server lists; None if it has no usable list.

        Raises:
            TryAgain: the server cannot be reached.
            ModelError: it refuses the key.
        """
        response = await self._send(client, "GET", "models", None)
        if response.status_code in (401, 403):
            raise self._error(response)
        try:
            return [str(model["id"]) for model in response.json()["data"]]
        except (ValueError, KeyError, TypeError):
            return None

    def _accepted(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what the server refuses; OpenAI's own has a new name for one of them."""
        sent = {key: value for key, value in body.items() if key not in self.refused}
        if "max_tokens" in self.refused:
            sent["max_completion_tokens"] = body["max_tokens"]
        return sent

    async def _send(
        self, client: httpx2.AsyncClient, method: str, path: str, body: dict[str, Any] | None
    ) -> httpx2.Response:
        url = self._url.copy_with(path=f"{self._url.path}/{path}")
        try:
            return await client.request(method, url, json=body, auth=self._auth)
        except httpx2.RequestError as fault:  # no connection, reset, cut off, wrongly compressed
            reason = self._clean(str(fault)) or type(fault).__name__
            raise TryAgain(f"cannot be reached ({reason})") from fault

    def _answer(self, response: httpx2.Response) -> dict[str, Any]:
        status = response.status_code
        if status in BUSY or status >= 500:
            wait = retry_after(response.headers.get("Retry-After"))
            busy = status in BUSY or wait is not None
            raise TryAgain(f"answers {self._message(response)}", busy=busy, wait=wait)
        if not response.is_success:
            raise self._error(response)
        try:
            answer = response.json()
        except ValueError as fault:
            raise TryAgain(f"answers what is not JSON: {self._clean(response.text)!r}") from fault
        if not isinstance(answer, dict):
            raise TryAgain(f"answers what is no object: {self._clean(response.text)!r}")
        return answer

    def _error(self, response: httpx2.Response) -> ModelError:
        """Put a refusal into a sentence with the next step."""
        steps = {
            401: f"set {KEY_VARIABLES[0]} to a key that it accepts",
            403: f"set {KEY_VARIABLES[0]} to a key that it accepts",
            404: "correct the address or the name of the model",
        }
        step = steps.get(response.status_code, "correct what it names")
        if response.is_redirect:
            step = f"give the address it points to, {self._clean(response.headers['Location'])}"
        return ModelError(f"{self.shown} answers {self._message(response)}: {step}.")

    def _message(self, response: httpx2.Response) -> str:
        said = self._clean(message_of(response)).rstrip(".")
        return f"HTTP {response.status_code}" + (f" ({said})" if said else "")

    def _clean(self, text: str) -> str:
        """Put a server's words on one short line, without the key."""
        if self._api_key:
            text = text.replace(self._api_key, "[key]")
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def message_of(response: httpx2.Response) -> str:
    """Return what the server says about its answer, in whichever form it says it."""
    try:
        said = response.json()
    except ValueError:
        return response.text
    for key in ("error", "message", "detail"):
        if isinstance(said, dict) and key in said:
            said = said[key]
    if isinstance(said, list):  # FastAPI's faults, which repeat the whole request as `input`
        said = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one.get('msg')}" if "loc" in one else str(one)
            for one in said
            if isinstance(one, dict)
        )
    return str(said)


def refused_fields(response: httpx2.Response, sent: Collection[str]) -> set[str]:
    """Return those fields that a refusal names."""
    message = message_of(response)
    # What was sent may be repeated, and names every field.
    message = re.split(r"['\"]input['\"]", message)[0]
    try:
        param = response.json()["error"]["param"]
    except (ValueError, KeyError, TypeError):
        param = None
    if isinstance(param, str) and param in sent:
        named = {param}
    else:
        named = {
            field for field in sent if re.search(rf"(?<![\w-]){re.escape(field)}(?![\w-])", message)
        }
    # Where the other name is not proposed, the number is wrong and not the field.
    return named if "max_completion_tokens" in message else named - {"max_tokens"}


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, at most ``LONGEST_WAIT_S``.

    >>> retry_after("7")
    7.0
    >>> retry_after("Wed, 21 Oct 2015 07:28:00 GMT")
    0.0
    >>> retry_after("soon") is None
    True
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), LONGEST_WAIT_S)  # in this order NaN becomes 0
