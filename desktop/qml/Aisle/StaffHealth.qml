// Health: models, checksums, speed, disk.
import QtQuick

Column {
    spacing: 12
    Headline { text: qsTr("Health") }
    Repeater {
        model: kiosk.staff.health
        Rectangle {
            id: row
            required property var modelData
            objectName: "healthLine"
            width: parent.width
            height: Math.max(56, words.implicitHeight + 24)
            radius: Theme.radius
            color: Theme.surface
            border.width: Math.max(1, Theme.border)
            border.color: Theme.line
            Icon {
                x: 16
                anchors.verticalCenter: parent.verticalCenter
                name: row.modelData.state === "ok" ? "check" : row.modelData.state === "off" ? "minus" : "close"
                colour: row.modelData.state === "ok" ? Theme.accent : row.modelData.state === "off" ? Theme.warn : Theme.danger
            }
            Words {
                x: 56
                width: 180
                anchors.verticalCenter: parent.verticalCenter
                text: row.modelData.name
                font.weight: Font.DemiBold
            }
            Words {
                id: words
                x: 248
                width: parent.width - 264
                anchors.verticalCenter: parent.verticalCenter
                text: row.modelData.detail
                color: Theme.muted
                wrapMode: Text.Wrap
            }
        }
    }
}
