// One option of a product (size, colour) as touch swatches; what is sold out is struck through.
import QtQuick
import QtQuick.Controls.Basic

Column {
    id: option

    required property string name
    required property string label
    required property var values

    spacing: 4
    Words {
        text: option.label
        color: Theme.muted
        font.pixelSize: Theme.small
    }
    Flow {
        width: parent.width
        spacing: 8
        Repeater {
            model: option.values
            AbstractButton {
                id: swatch
                required property var modelData
                objectName: "swatch"
                implicitHeight: Math.max(Theme.touch, word.implicitHeight + 16)
                implicitWidth: Math.max(56, word.implicitWidth + 28 + (modelData.colour !== "" ? 30 : 0))
                text: modelData.value
                Accessible.role: Accessible.RadioButton
                Accessible.checkable: true
                Accessible.checked: modelData.chosen
                Accessible.name: modelData.available ? qsTr("%1 %2").arg(option.label).arg(text)
                                                     : qsTr("%1 %2, sold out").arg(option.label).arg(text)
                Keys.onReturnPressed: click()
                onClicked: kiosk.choose(option.name, modelData.value)
                background: Rectangle {
                    radius: 12
                    color: swatch.modelData.chosen ? Theme.accentTint : Theme.surface
                    border.width: swatch.modelData.chosen ? 2 : Math.max(1, Theme.border)
                    border.color: swatch.modelData.chosen ? Theme.accent : Theme.line
                    FocusFrame { shown: swatch.visualFocus; radius: 15 }
                }
                contentItem: Item {
                    Row {
                        anchors.centerIn: parent
                        spacing: 8
                        Rectangle {
                            visible: swatch.modelData.colour !== ""
                            anchors.verticalCenter: parent.verticalCenter
                            width: 22
                            height: 22
                            radius: 11
                            color: visible ? swatch.modelData.colour : "transparent"
                            border.width: 1
                            border.color: Theme.muted
                        }
                        Words {
                            id: word
                            anchors.verticalCenter: parent.verticalCenter
                            text: swatch.text
                            color: swatch.modelData.available ? Theme.ink : Theme.muted
                            font.strikeout: !swatch.modelData.available
                            font.weight: swatch.modelData.chosen ? Font.DemiBold : Font.Normal
                            wrapMode: Text.NoWrap
                            lineHeight: 1
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }
}
