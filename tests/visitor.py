"""A visitor without a browser: speaks Streamlit's own protocol, so that many fit on one small machine."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@dataclass
class Run:
    """What one run of the page sent: seconds to its first answer and to its end, and what it said in words."""

    first: float | None = None
    end: float | None = None
    alerts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    elements: int = 0


class Visitor:
    """One session. ``query`` is the link's part after the question mark."""

    def __init__(self, address: str, query: str = "", page: str = "") -> None:
        self.query, self.page = query, page
        self.page_hash = ""
        self.widgets: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self.socket = connect(url, subprotocols=["streamlit"], max_size=None, open_timeout=60, origin=address)

    def close(self) -> None:
        """Close the tab."""
        self.socket.close()

    def ask(self, key: str = "", value: float | None = None, text: str | None = None) -> None:
        """Run the page again, with the widget of ``key`` moved when one is given."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self.query, self.page
        state.page_script_hash = self.page_hash
        if key:
            widget = state.widget_states.widgets.add()
            widget.id = next(found for found in self.widgets if f"-{key}" in found or found.endswith(key))
            if text is not None:
                widget.string_value = text
            else:
                widget.double_array_value.data.append(value)
        self.socket.send(message.SerializeToString())

    def listen(self, timeout: float = 600.0, stop_at_first: bool = False, extra: int = 0) -> Run:
        """Take in what the server sends until the run has ended, or its first answer is there.

        ``extra``: runs that were asked for and overtaken, and so end first.
        """
        run, start = Run(), time.perf_counter()
        while True:
            left = timeout - (time.perf_counter() - start)
            data = self.socket.recv(timeout=max(0.01, left))
            message = ForwardMsg()
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            now = time.perf_counter() - start
            if kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self.page_hash = message.navigation.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                run.elements += 1
                self._element(message.delta.new_element, run, now)
                if stop_at_first and run.first is not None:
                    return run
            elif kind == "script_finished":
                if extra and run.first is None:
                    extra -= 1
                    continue
                run.end = now
                return run

    def _element(self, element, run: Run, now: float) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            run.errors.append(element.exception.message or element.exception.type)
        elif kind == "alert":
            text = element.alert.body
            run.alerts.append(text)
            if element.alert.format == element.alert.ERROR:
                run.errors.append(text)
        elif kind == "metric" and run.first is None:
            run.first = now
        elif kind in ("slider", "selectbox", "button"):
            self.widgets[getattr(element, kind).id] = kind
