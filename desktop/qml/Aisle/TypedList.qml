// What the half-typed words may become: asked before, product types, products. Beside the field, never over it.
import QtQuick

Rectangle {
    id: sheet

    property Item field
    property bool wanted: false
    // The room that the list may take, on the side of the field where it stands.
    property real room: 400

    objectName: "typedList"
    visible: wanted && kiosk.typing.open && room >= Theme.touch
    readonly property real rowHeight: Math.max(56, Math.round(Theme.body * 1.3) + 20)
    // Counted, not measured: where the list stands hangs on it, and what is not shown yet has no height.
    readonly property real whole: kiosk.typing.rows.count * rowHeight + 16
    height: Math.min(whole, room)
    radius: Theme.radius
    color: Theme.surface
    border.width: Math.max(1, Theme.border)
    border.color: Theme.contrast ? Theme.ink : Theme.mix(Theme.muted, Theme.line, 0.35)
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Suggestions")

    MouseArea { anchors.fill: parent }
    ListView {
        id: list
        anchors.fill: parent
        anchors.margins: 8
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: kiosk.typing.rows
        currentIndex: kiosk.typing.current
        highlightFollowsCurrentItem: false
        onCurrentIndexChanged: if (currentIndex >= 0) positionViewAtIndex(currentIndex, ListView.Contain)
        delegate: TypedRow {
            required property int index
            width: list.width
            height: sheet.rowHeight
            current: index === kiosk.typing.current
            onClicked: sheet.field.choose(index)
        }
    }
}
