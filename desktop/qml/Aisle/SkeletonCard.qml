// Where a card will stand.
import QtQuick

Rectangle {
    id: card

    property bool leading: false

    implicitHeight: leading ? 264 : 300
    radius: Theme.radius
    color: Theme.surface
    border.width: Theme.border
    border.color: Theme.line
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("Looking")

    component Bar: Rectangle { radius: 6; color: Theme.sunken }

    Bar {
        x: 12
        y: 12
        width: card.leading ? card.width * 0.33 : card.width - 24
        height: card.leading ? card.height - 24 : 148
        radius: 12
    }
    Column {
        x: card.leading ? card.width * 0.33 + 36 : 16
        y: card.leading ? 28 : 178
        spacing: 12
        Bar { width: (card.leading ? card.width * 0.5 : card.width - 32); height: 16 }
        Bar { width: (card.leading ? card.width * 0.3 : card.width * 0.5); height: 16 }
        Bar { width: 96; height: 26 }
        Bar { width: card.width * 0.4; height: 12 }
    }
}
