// What Aisle understood, each part removable by touch; the order at the end of the row.
import QtQuick

Item {
    id: row

    signal sortTouched()
    signal filterTouched()

    implicitHeight: Math.max(chips.implicitHeight, sortButton.implicitHeight)
    Flow {
        id: chips
        width: parent.width - (sortButton.visible ? filterButton.width + sortButton.width + 16 : 0)
        spacing: 8
        move: Transition { enabled: !Theme.reduceMotion; NumberAnimation { properties: "x,y"; duration: Theme.quick; easing.type: Easing.OutCubic } }
        Words {
            visible: kiosk.shelf.heading !== ""
            height: Theme.touch
            verticalAlignment: Text.AlignVCenter
            text: kiosk.shelf.heading
            font.family: Theme.printedFamily
            font.pixelSize: Theme.lead
        }
        Repeater {
            model: kiosk.shelf.chips
            Chip {
                required property var modelData
                objectName: "wish"
                most: chips.width
                removable: true
                filled: modelData.understood
                hollow: !modelData.understood
                text: modelData.text
                Accessible.name: modelData.understood ? qsTr("Remove %1").arg(modelData.text)
                                                      : qsTr("Not understood: %1. Remove").arg(modelData.text)
                onClicked: kiosk.removeWish(modelData.at)
            }
        }
    }
    PushButton {
        id: filterButton
        objectName: "filter"
        anchors.right: sortButton.left
        anchors.rightMargin: 4
        // It keeps its place while the counts are on their way, so that nothing moves under a finger.
        visible: kiosk.shelf.sortable
        enabled: kiosk.shelf.narrowable
        look: "quiet"
        iconName: "filter"
        ink: enabled ? Theme.ink : Theme.muted
        text: qsTr("Filter")
        Accessible.name: qsTr("Narrow the shelf down")
        onClicked: row.filterTouched()
    }
    PushButton {
        id: sortButton
        objectName: "sort"
        anchors.right: parent.right
        visible: kiosk.shelf.sortable
        look: "quiet"
        iconName: "sort"
        ink: Theme.ink
        text: Orders.word(kiosk.shelf.sort)
        Accessible.name: qsTr("Order: %1").arg(text)
        onClicked: row.sortTouched()
    }
}
