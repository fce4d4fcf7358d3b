// The visible keyboard focus around a control.
import QtQuick

Rectangle {
    property bool shown: false
    property int around: 3

    anchors.fill: parent
    anchors.margins: -around
    radius: Theme.radius
    color: "transparent"
    border.width: Theme.focusWidth
    border.color: Theme.highlight
    visible: shown
}
