// One line icon in one colour.
import QtQuick

Image {
    property string name
    property color colour: Theme.ink
    property int side: 24

    width: side
    height: side
    sourceSize: Qt.size(side * 2, side * 2)
    source: name === "" ? "" : "image://icons/" + name + "/" + Theme.hex(colour)
    smooth: true
    mipmap: true
    Accessible.ignored: true
}
