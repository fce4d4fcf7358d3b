// A product's picture on its quiet ground; drawn off the UI thread at the size it is shown.
import QtQuick

Rectangle {
    id: pane

    property string source
    property bool faded: false
    property int inset: 12

    radius: Theme.radius - 4
    color: Theme.dark ? "#EAE4D8" : Theme.sunken
    border.width: Theme.contrast ? 1 : 0
    border.color: Theme.line

    Image {
        anchors.fill: parent
        anchors.margins: pane.inset
        sourceSize: Qt.size(Math.max(1, Math.ceil(width / 16) * 16), Math.max(1, Math.ceil(height / 16) * 16))
        source: width > 8 && height > 8 ? pane.source : ""
        asynchronous: true
        fillMode: Image.PreserveAspectFit
        opacity: status === Image.Ready ? (pane.faded ? 0.45 : 1) : 0
        Behavior on opacity { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.quick; easing.type: Easing.OutCubic } }
        Accessible.ignored: true
    }
}
