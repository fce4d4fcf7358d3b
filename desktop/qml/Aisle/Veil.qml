// The dimmed page behind a panel; a touch on it closes the panel.
import QtQuick

Rectangle {
    signal touched()

    color: Theme.veil
    opacity: visible ? 1 : 0
    Behavior on opacity { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.quick } }
    MouseArea {
        anchors.fill: parent
        acceptedButtons: Qt.AllButtons
        onClicked: parent.touched()
        onWheel: wheel => wheel.accepted = true
    }
}
