// One suggestion: a product with its small picture and price, a product type with its count, a question of before.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: row

    required property string sort
    required property string title
    required property string detail
    required property string picture
    required property string spoken
    property bool current: false

    objectName: "typedRow"
    text: title
    // The field keeps the focus, and with it the keyboard on the screen.
    focusPolicy: Qt.NoFocus
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken
    Accessible.selected: current
    Accessible.onPressAction: row.clicked()

    background: Rectangle {
        radius: Theme.radius - 6
        color: row.current || row.down ? Theme.accentTint : row.hovered ? Theme.sunken : "transparent"
        border.width: row.current ? Theme.focusWidth : 0
        border.color: Theme.highlight
    }
    contentItem: Item {
        Picture {
            visible: row.sort === "product"
            x: 6
            anchors.verticalCenter: parent.verticalCenter
            width: 44
            height: 44
            radius: 8
            inset: 4
            source: row.picture
        }
        Icon {
            visible: row.sort !== "product"
            x: 16
            anchors.verticalCenter: parent.verticalCenter
            name: row.sort === "question" ? "again" : "search"
            side: 24
            colour: Theme.muted
        }
        Words {
            id: words
            x: 62
            width: parent.width - x - detail.width - 28
            anchors.verticalCenter: parent.verticalCenter
            text: row.title
            font.weight: row.sort === "category" ? Font.DemiBold : Font.Normal
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            lineHeight: 1
            Accessible.ignored: true
        }
        Words {
            id: detail
            anchors.right: parent.right
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            text: row.detail
            color: row.sort === "product" ? Theme.ink : Theme.muted
            font.pixelSize: row.sort === "product" ? Theme.body : Theme.small
            font.weight: row.sort === "product" ? Font.DemiBold : Font.Normal
            wrapMode: Text.NoWrap
            lineHeight: 1
            Accessible.ignored: true
        }
    }
}
