"""Names of the client API that exist and refuse, saying what is missing and what to do (``scripts.md`` 7).

A script that calls one hears more than that ``undefined`` is not a function. Names that are not listed stay
``undefined``, as in the product.
"""

from __future__ import annotations

from collections.abc import Iterable

from cif_emulator.api.contract import Contract, ReturnStyle
from cif_emulator.api.global_context import global_context
from cif_emulator.api.xrm import xrm

omnichannel = Contract("Omnichannel")
macros = Contract("ProductivityMacros")

_NO_DIALOGS = "the workspace shows no dialogs for scripts"
_NO_FORMS = "forms run no scripts"
_NO_PANES = "there are no side panes"
_NO_DEVICE = "a desktop browser has no such device API"
_ONLINE = "the client is never offline"
_RECORDS = "Use the records: Xrm.WebApi.retrieveMultipleRecords and updateRecord"


def _refuse(
    contract: Contract,
    names: str,
    reason: str,
    instead: str,
    source: str,
    *,
    within: str = "",
    returns: ReturnStyle = ReturnStyle.PROMISE,
) -> None:
    for name in _full(names.split(), within):
        contract.refuse(name, reason=reason, instead=instead, returns=returns, source=f"scripts.md {source}")


def _full(names: Iterable[str], within: str) -> Iterable[str]:
    return (f"{within}.{name}" if within else name for name in names)


# -- Xrm ------------------------------------------------------------------------------------------

_refuse(
    xrm,
    "openAlertDialog openConfirmDialog openErrorDialog",
    _NO_DIALOGS,
    "Replace it in tests: Xrm.Navigation.openConfirmDialog = async () => ({ confirmed: true })",
    "2.1",
    within="Navigation",
)
_refuse(xrm, "openFile", "files are not shown", "Use Xrm.Navigation.openUrl", "2.1", within="Navigation")
_refuse(
    xrm,
    "openTaskFlow",
    "the product has no task flows any more",
    "Use Xrm.Navigation.navigateTo",
    "2.1",
    within="Navigation",
)
_refuse(
    xrm,
    "addGlobalNotification clearGlobalNotification",
    "bars of the app are shown for channel providers only",
    "Use Microsoft.CIFramework.showGlobalNotification",
    "2.2",
    within="App",
)
_refuse(xrm, "createPane", _NO_PANES, "Use Microsoft.Apm.createTab", "2.2", within="App.sidePanes")
_refuse(
    xrm,
    "getPane getAllPanes getSelectedPane",
    _NO_PANES,
    "Use Microsoft.Apm.getFocusedSession().getAllTabs()",
    "2.2",
    within="App.sidePanes",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "state=",
    _NO_PANES,
    "Use Microsoft.CIFramework.setMode for the panel",
    "2.2",
    within="App.sidePanes",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "loadPanel",
    "the older panel is gone",
    "Use Microsoft.Apm.createTab",
    "2.2",
    within="Panel",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "showProgressIndicator closeProgressIndicator",
    "nothing covers the page meanwhile",
    "Leave it out, or replace it in tests",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "getEntityMetadata",
    "its collections of attributes are missing",
    "Use Microsoft.CIFramework.getEntityMetadata",
    "2.3",
    within="Utility",
)
_refuse(
    xrm,
    "lookupObjects",
    _NO_DIALOGS,
    "Use Xrm.WebApi.retrieveMultipleRecords",
    "2.3",
    within="Utility",
)
_refuse(
    xrm,
    "getPageContext",
    "pages do not tell how they were opened",
    "Use Microsoft.Apm.getFocusedSession().getFocusedTab()",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "getResourceString",
    "RESX web resources are not read",
    "Keep the texts in the script while it runs here",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "refreshParentGrid",
    "lists show what was written without it",
    "Leave it out",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "getAllowedStatusTransitions",
    "no transitions are configured",
    "Use Microsoft.CIFramework.getEntityMetadata for the options",
    "2.3",
    within="Utility",
)
_refuse(
    xrm,
    "alertDialog confirmDialog",
    _NO_DIALOGS,
    "It is deprecated, too: use Xrm.Navigation.openConfirmDialog, and replace that in tests",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "openEntityForm openQuickCreate openWebResource",
    "it is deprecated",
    "Use Xrm.Navigation.openForm and openWebResource",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "isActivityType",
    "it is deprecated",
    "Use IsActivity of Microsoft.CIFramework.getEntityMetadata",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "invokeProcessAction",
    "no processes run here",
    "Write the records that the process would write",
    "2.3",
    within="Utility",
)
_refuse(
    xrm,
    "getLearningPathAttributeName getEntityMainFormDescriptor",
    "the product keeps it to itself",
    "Leave it out",
    "2.3",
    within="Utility",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "htmlAttributeEncode htmlDecode htmlEncode xmlAttributeEncode xmlEncode",
    "texts are not encoded here",
    "Use textContent, or an element of the browser",
    "2.5",
    within="Encoding",
    returns=ReturnStyle.VALUE,
)
_refuse(
    xrm,
    "captureAudio captureImage captureVideo getBarcodeValue getCurrentPosition pickFile",
    _NO_DEVICE,
    "Use the browser's own: navigator.mediaDevices, navigator.geolocation, <input type=file>",
    "2.5",
    within="Device",
)
_refuse(
    xrm,
    "isOfflineEnabled",
    _ONLINE,
    "Use Xrm.Utility.getGlobalContext().client.isOffline()",
    "2.5",
    within="Mobile.offline",
    returns=ReturnStyle.VALUE,
)
for _offline in ("Mobile.offline", "WebApi.offline"):
    _refuse(
        xrm,
        "createRecord retrieveRecord retrieveMultipleRecords updateRecord deleteRecord",
        _ONLINE,
        "Use the method of the same name of Xrm.WebApi",
        "3.1",
        within=_offline,
    )
_refuse(
    xrm,
    "executeEvent executePrompt",
    "there is no Copilot",
    "Replace it in tests",
    "2.5",
    within="Copilot",
)
for _web_api in ("WebApi", "WebApi.online"):
    _refuse(
        xrm,
        "execute executeMultiple",
        "actions and functions are not run",
        "Use the methods for records of Xrm.WebApi, or replace it in tests",
        "3.4",
        within=_web_api,
    )
for _form_part, _members in {
    "Page": "getAttribute getControl",
    "Page.data": "addOnLoad getIsDirty isValid removeOnLoad",
    "Page.data.entity": "addOnPostSave addOnSave getDataXml getEntityName getEntityReference getId "
    "getIsDirty getPrimaryAttributeValue isValid removeOnPostSave removeOnSave save",
    "Page.ui": "addLoaded addOnLoad clearFormNotification close getFormType getViewPortHeight "
    "getViewPortWidth refreshRibbon removeLoaded removeOnLoad setFormEntityName setFormNotification",
    "Page.ui.footerSection": "getVisible setVisible",
    "Page.ui.formSelector": "getCurrentItem",
    "Page.ui.headerSection": "getBodyVisible getCommandBarVisible getTabNavigatorVisible "
    "setBodyVisible setCommandBarVisible setTabNavigatorVisible",
    "Page.ui.process": "getDisplayState getVisible reflow setDisplayState setVisible",
    **dict.fromkeys(
        (
            "Page.data.attributes",
            "Page.data.entity.attributes",
            "Page.ui.controls",
            "Page.ui.formSelector.items",
            "Page.ui.navigation.items",
            "Page.ui.quickForms",
            "Page.ui.tabs",
        ),
        "forEach get getLength",
    ),
}.items():
    _refuse(xrm, _members, _NO_FORMS, _RECORDS, "1.4", within=_form_part, returns=ReturnStyle.VALUE)
_refuse(xrm, "data.refresh data.save", _NO_FORMS, _RECORDS, "1.4", within="Page")
for _own in ("Internal", "Reporting", "UI"):
    _refuse(
        xrm,
        "*",
        "no public page says what it does",
        "Use what the client API documents, or replace it in tests",
        "2.5",
        within=_own,
        returns=ReturnStyle.VALUE,
    )

_refuse(
    global_context,
    "getQueryStringParameters",
    "pages do not tell how they were opened",
    "Use Microsoft.Apm.getFocusedSession().getFocusedTab()",
    "1.4",
    returns=ReturnStyle.VALUE,
)
_refuse(
    global_context,
    "getAdvancedConfigSetting",
    "the organisation has no such settings",
    "Keep the number in the script while it runs here",
    "2.4",
    returns=ReturnStyle.VALUE,
)
_refuse(
    global_context,
    "userSettings.getSecurityRolePrivilegesInfo",
    "nobody has security roles",
    "Replace it in tests",
    "2.4",
)

# -- Microsoft.Omnichannel and Microsoft.ProductivityMacros ---------------------------------------

_refuse(
    omnichannel,
    "getConversationId",
    "conversations come from channel providers here, not from Omnichannel",
    "Use Microsoft.Apm.getFocusedSession().getContext() for what the provider has passed",
    "4.1",
)
_refuse(
    omnichannel,
    "getConversations",
    "conversations come from channel providers here, not from Omnichannel",
    'Use Xrm.WebApi.retrieveMultipleRecords("msdyn_ocliveworkitem", …)',
    "4.1",
)
_refuse(
    omnichannel,
    "openConversation",
    "conversations come from channel providers here, not from Omnichannel",
    "Use Microsoft.Apm.createSession",
    "4.1",
)
_refuse(
    omnichannel,
    "linkToConversation unlinkFromConversation",
    "conversations come from channel providers here, not from Omnichannel",
    'Use Xrm.WebApi.updateRecord("msdyn_ocliveworkitem", …) with msdyn_customer or msdyn_issueid',
    "4.1",
)
_refuse(
    omnichannel,
    "sendMessageToConversation",
    "there is no message list",
    "Replace it in tests",
    "4.1",
)
for _elsewhere in ("LiveChatWidget", "TranslationFramework"):
    _refuse(
        omnichannel,
        "*",
        "it is an API of other pages than the agent's workspace",
        "Replace it in tests",
        "4.1",
        within=_elsewhere,
        returns=ReturnStyle.VALUE,
    )
_refuse(
    macros,
    "runMacro",
    "macros are not run",
    "Call what its steps do: Microsoft.Apm, Xrm.WebApi",
    "4.2",
)
