"""Streamlit as a part of the web application: its options, its theme, the mounted app.

Options are set in code, so that no file in a home folder changes what we serve.
"""

from pathlib import Path
from typing import Any

ROUTER = Path(__file__).parent / "router.py"
FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"
)
LIGHT = {
    "primaryColor": "#0f6560",
    "backgroundColor": "#f8f4ec",
    "secondaryBackgroundColor": "#fffdf9",
    "textColor": "#23272e",
    "borderColor": "#ded5c4",
    "linkColor": "#0f6560",
    "grayTextColor": "#575c63",
}
DARK = {
    "primaryColor": "#3fa89d",
    "backgroundColor": "#16181c",
    "secondaryBackgroundColor": "#1f2227",
    "textColor": "#eee9df",
    "borderColor": "#383d45",
    "linkColor": "#6fcdc2",
    "grayTextColor": "#b3b1aa",
}
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "client.disableDataExport": True,  # downloads go through our own audited route
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.allowRunOnSave": False,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableXsrfProtection": True,
    "server.maxUploadSize": 1,
    "server.headless": True,
    "runner.magicEnabled": False,
    "theme.font": FONT,
    "theme.headingFont": FONT,
    "theme.baseRadius": "12px",
    "theme.headingFontSizes": ["1.9rem", "1.4rem", "1.2rem", "1.1rem", "1rem", "0.95rem"],
    "theme.paddingTop": "4rem",
    "theme.headingFontWeights": [650, 650, 650, 600, 600, 600],
    "theme.chartCategoricalColors": ["#0f8a80", "#c2741c", "#5f6fc4", "#a14f7f", "#6b7d2f", "#7a6a55"],
    **{f"theme.light.{name}": value for name, value in LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in DARK.items()},
}


def set_options() -> None:
    """Sets our options for this process, over anything else."""
    from streamlit.web.bootstrap import load_config_options

    load_config_options(OPTIONS)


def streamlit_app() -> Any:
    """The ASGI application to mount. One per process: Streamlit's runtime is a singleton."""
    import streamlit as st

    set_options()
    return st.App(ROUTER, on_script_error=show_kindly)


def show_kindly(error: Exception) -> bool:
    """What a page says when it breaks; the class goes to the log, no value of any row."""
    import streamlit as st

    from app.insights.context import current
    from app.kit.errors import HuiyinError
    from app.kit.log import get_logger

    get_logger(__name__).error("insights.failed", kind=type(error).__name__, code=getattr(error, "code", None))
    t = current().translator(None)
    if isinstance(error, HuiyinError):
        st.warning(" ".join(error.said(t)))
    else:
        st.error(t("This page could not be drawn. Reload it; if it stays so, tell your administrator."))
    return True
