// Leave the kiosk.
import QtQuick

Column {
    spacing: 20
    Headline { text: qsTr("Leave the kiosk") }
    Words {
        width: parent.width
        color: Theme.muted
        text: qsTr("The window closes and this guest's session is wiped.")
    }
    PushButton {
        objectName: "leaveKiosk"
        look: "danger"
        large: true
        iconName: "door"
        text: qsTr("Close the window")
        onClicked: kiosk.staff.leaveKiosk()
    }
}
