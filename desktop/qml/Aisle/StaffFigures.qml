// Figures: counts only.
import QtQuick

Column {
    spacing: 16
    Headline { text: qsTr("Figures") }
    Words {
        width: parent.width
        color: Theme.muted
        text: qsTr("Counts since the kiosk was started. No word of a shopper is kept.")
    }
    Flow {
        width: parent.width
        spacing: 16
        Repeater {
            model: kiosk.staff.figures
            Rectangle {
                id: box
                required property var modelData
                objectName: "figure"
                width: 200 * Math.max(1, Theme.scale * 0.9)
                height: figure.height + 40
                radius: Theme.radius
                color: Theme.surface
                border.width: Math.max(1, Theme.border)
                border.color: Theme.line
                Column {
                    id: figure
                    x: 20
                    y: 20
                    width: parent.width - 40
                    Words { text: box.modelData.value; font.pixelSize: Theme.display; font.weight: Font.DemiBold; lineHeight: 1 }
                    Words { width: parent.width; text: box.modelData.name; color: Theme.muted }
                }
            }
        }
    }
}
