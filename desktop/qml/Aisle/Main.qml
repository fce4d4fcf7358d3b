// The window: one page at a time, panels and the keyboard over it.
import QtQuick
import QtQuick.Window

Window {
    id: window

    // A locked kiosk closes by the staff page only.
    property bool locked: false
    // The field that a finger touched: only then the keyboard comes, never for a keyboard of keys.
    property Item touchedField: null
    readonly property bool keyboardShown: touchedField !== null && touchedField.activeFocus && kiosk.preferences.touchKeyboard

    width: 1280
    height: 800
    minimumWidth: 640
    minimumHeight: 560
    color: Theme.background
    title: kiosk.storeName
    onClosing: close => { close.accepted = !locked || kiosk.staff.door === "open" }


    Binding { target: Theme; property: "mode"; value: kiosk.preferences.theme }
    Binding { target: Theme; property: "accentChoice"; value: kiosk.preferences.accent }
    Binding { target: Theme; property: "textPercent"; value: kiosk.preferences.textPercent }
    Binding { target: Theme; property: "reduceMotion"; value: kiosk.preferences.reduceMotion }

    FocusScope {
        id: pages
        anchors.fill: parent
        focus: true
        enabled: !kiosk.idle.asking && !comfortPanel.visible && !orderPanel.visible && !filterPanel.visible && !mapSheet.open

        Loader {
            id: shop
            anchors.fill: parent
            // Made once, after the first frame stands; not in pieces, for its models may change meanwhile.
            active: warmUp.done || kiosk.page === "shop"
            visible: kiosk.page === "shop"
            enabled: visible
            focus: visible
            sourceComponent: ShopPage {
                keyboardHeight: window.keyboardShown ? keyboard.height : 0
                onComfort: comfortPanel.visible = true
                onOrder: orderPanel.visible = true
                onNarrow: filterPanel.visible = true
            }
        }
        Loader {
            anchors.fill: parent
            active: kiosk.page === "attract"
            focus: active
            sourceComponent: AttractPage {
                keyboardHeight: window.keyboardShown ? keyboard.height : 0
                onComfort: comfortPanel.visible = true
            }
        }
        Loader {
            anchors.fill: parent
            active: kiosk.page === "list"
            focus: active
            sourceComponent: ListPage { onComfort: comfortPanel.visible = true }
        }
        Loader {
            anchors.fill: parent
            active: kiosk.page === "done"
            focus: active
            sourceComponent: DonePage { }
        }
        Loader {
            anchors.fill: parent
            active: kiosk.page === "staff"
            focus: active
            sourceComponent: StaffPage { keyboardHeight: window.keyboardShown ? keyboard.height : 0 }
        }
    }
    MapSheet { id: mapSheet }
    ComfortPanel {
        id: comfortPanel
        onClosed: visible = false
    }
    SortPanel {
        id: orderPanel
        onClosed: visible = false
    }
    FilterPanel {
        id: filterPanel
        onClosed: visible = false
    }
    Keyboard {
        id: keyboard
        field: window.touchedField
        width: parent.width
        y: window.keyboardShown ? parent.height - height : parent.height
        visible: y < parent.height
        onHidden: window.touchedField = null
        Behavior on y { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.quick; easing.type: Easing.OutCubic } }
    }
    IdleVeil { anchors.fill: parent }

    Timer {
        id: warmUp
        property bool done: false
        interval: 50
        running: window.visible
        onTriggered: done = true
    }
    Shortcut {
        sequence: "Escape"
        enabled: kiosk.page === "shop" || kiosk.page === "list"
        onActivated: {
            if (mapSheet.open) kiosk.closeMap()
            else if (kiosk.product.isOpen) kiosk.closeProduct()
            else if (kiosk.pane === "compare") kiosk.closeComparison()
            else if (kiosk.page === "list") kiosk.showShop()
            else kiosk.stop()
        }
    }
    Shortcut {
        sequence: "Ctrl+Shift+S"
        onActivated: kiosk.showStaff()
    }
}
