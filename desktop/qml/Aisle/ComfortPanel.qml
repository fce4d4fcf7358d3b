// Text size, colours and motion, for this guest.
import QtQuick

Panel {
    id: panel
    objectName: "comfortPanel"
    title: qsTr("Text size and colours")

    Flow {
        width: parent.width
        spacing: 8
        Repeater {
            model: [100, 125, 150]
            Chip {
                required property int modelData
                text: qsTr("%1 %").arg(modelData)
                chosen: kiosk.preferences.textPercent === modelData
                Accessible.name: qsTr("Text size %1 percent").arg(modelData)
                onClicked: kiosk.preferences.setTextPercent(modelData)
            }
        }
    }
    Flow {
        width: parent.width
        spacing: 8
        Repeater {
            model: [["light", qsTr("Light")], ["dark", qsTr("Dark")], ["contrast", qsTr("High contrast")]]
            Chip {
                required property var modelData
                text: modelData[1]
                chosen: kiosk.preferences.theme === modelData[0]
                onClicked: kiosk.preferences.setTheme(modelData[0])
            }
        }
    }
    Flow {
        width: parent.width
        spacing: 8
        bottomPadding: 8
        Chip {
            text: qsTr("Less motion")
            chosen: kiosk.preferences.reduceMotion
            onClicked: kiosk.preferences.setReduceMotion(!kiosk.preferences.reduceMotion)
        }
        Chip {
            text: qsTr("Keyboard on the screen")
            chosen: kiosk.preferences.touchKeyboard
            onClicked: kiosk.preferences.setTouchKeyboard(!kiosk.preferences.touchKeyboard)
        }
    }
}
