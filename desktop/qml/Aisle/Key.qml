// One key of the on-screen keyboard. It never takes the focus from the field.
import QtQuick

Rectangle {
    id: key

    property string label
    property string iconName
    property string spoken: label
    property real share: 1
    property bool strong: false
    property bool repeats: false

    signal pressed()

    radius: 12
    color: area.pressed ? Theme.mix(Theme.accent, Theme.surface, 0.3) : strong ? Theme.accentTint : Theme.surface
    border.width: Math.max(1, Theme.border)
    border.color: Theme.line
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: key.pressed()

    Words {
        anchors.centerIn: parent
        visible: key.iconName === ""
        text: key.label
        font.pixelSize: Math.min(Theme.lead * 1.1, key.height * 0.5)
        wrapMode: Text.NoWrap
        lineHeight: 1
        Accessible.ignored: true
    }
    Icon {
        anchors.centerIn: parent
        name: key.iconName
        side: 26
    }
    MouseArea {
        id: area
        anchors.fill: parent
        anchors.margins: -3
        onPressed: { key.pressed(); if (key.repeats) wait.start() }
        onReleased: { wait.stop(); again.stop() }
        onCanceled: { wait.stop(); again.stop() }
    }
    Timer { id: wait; interval: 420; onTriggered: again.start() }
    Timer { id: again; interval: 70; repeat: true; onTriggered: key.pressed() }
}
