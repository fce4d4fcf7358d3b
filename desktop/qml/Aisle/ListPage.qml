// My list: items in walking order, the walk on the map, the total, the code to take along.
import QtQuick

FocusScope {
    id: page

    focus: true
    readonly property bool portrait: height > width
    readonly property bool empty: kiosk.list.count === 0

    signal comfort()

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        width: parent.width
        onComfort: page.comfort()
    }

    Column {
        visible: page.empty
        anchors.centerIn: parent
        width: Math.min(parent.width - 64, 560)
        spacing: 20
        Headline {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Your list is empty.")
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.muted
            text: qsTr("Touch the plus on a card and it waits for you here, in the order in which you walk.")
        }
        PushButton {
            anchors.horizontalCenter: parent.horizontalCenter
            look: "filled"
            large: true
            text: qsTr("Back to the shelf")
            onClicked: kiosk.showShop()
        }
    }

    Item {
        id: left
        visible: !page.empty
        x: Theme.page
        y: page.portrait ? right.y + right.height + 16 : bar.height + Theme.page
        width: page.portrait ? parent.width - 2 * Theme.page : parent.width * 0.4 - Theme.page
        height: parent.height - y - Theme.page

        Item {
            id: heading
            width: parent.width
            height: Math.max(title.implicitHeight, clear.height)
            Headline {
                id: title
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("My list")
            }
            PushButton {
                id: clear
                objectName: "clearList"
                anchors.right: parent.right
                look: "quiet"
                ink: Theme.muted
                text: qsTr("Clear")
                onClicked: kiosk.clearList()
            }
        }
        ListView {
            id: items
            objectName: "items"
            anchors.top: heading.bottom
            anchors.topMargin: 8
            anchors.bottom: foot.top
            anchors.bottomMargin: 8
            width: parent.width
            clip: true
            spacing: 8
            boundsBehavior: Flickable.StopAtBounds
            model: kiosk.list.rows
            displaced: Transition { enabled: !Theme.reduceMotion; NumberAnimation { properties: "y"; duration: Theme.slow; easing.type: Easing.OutCubic } }
            delegate: Rectangle {
                id: item
                required property int index
                required property string id
                required property string title
                required property string price
                required property string place
                required property string stock
                required property string stockState
                required property string picture
                required property string options
                objectName: "listItem"
                width: items.width
                height: Math.max(88, words.implicitHeight + 24)
                radius: Theme.radius
                color: Theme.surface
                border.width: Math.max(1, Theme.border)
                border.color: Theme.line
                Rectangle {
                    id: number
                    x: 12
                    anchors.verticalCenter: parent.verticalCenter
                    width: 30
                    height: 30
                    radius: 15
                    color: "#E9A23B"
                    Words {
                        anchors.centerIn: parent
                        text: item.index + 1
                        color: "#1D1C1A"
                        font.pixelSize: 15
                        font.weight: Font.Bold
                        lineHeight: 1
                    }
                }
                Picture {
                    id: pane
                    x: 54
                    anchors.verticalCenter: parent.verticalCenter
                    width: 64
                    height: 64
                    inset: 6
                    source: item.picture
                }
                Column {
                    id: words
                    anchors.left: pane.right
                    anchors.leftMargin: 14
                    anchors.right: cost.left
                    anchors.rightMargin: 12
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: 4
                    Words {
                        width: parent.width
                        text: item.options !== "" ? qsTr("%1 (%2)").arg(item.title).arg(item.options) : item.title
                        maximumLineCount: 2
                        elide: Text.ElideRight
                    }
                    StockLine {
                        width: parent.width
                        stock: item.stock
                        stockState: item.stockState
                        place: item.place
                    }
                }
                Words {
                    id: cost
                    anchors.right: drop.left
                    anchors.rightMargin: 2
                    anchors.verticalCenter: parent.verticalCenter
                    text: item.price
                    font.weight: Font.DemiBold
                    font.pixelSize: Theme.lead
                    wrapMode: Text.NoWrap
                }
                IconButton {
                    id: drop
                    anchors.right: parent.right
                    anchors.rightMargin: 4
                    anchors.verticalCenter: parent.verticalCenter
                    name: qsTr("Take %1 off my list").arg(item.title)
                    iconName: "close"
                    iconSide: 18
                    ink: Theme.muted
                    onClicked: kiosk.toggleListed(item.id)
                }
            }
        }
        Rectangle {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            height: Math.max(total.implicitHeight, note.implicitHeight) + 28
            radius: Theme.radius
            color: Theme.accentTint
            border.width: Theme.contrast ? 2 : 0
            border.color: Theme.line
            Words {
                id: note
                x: 20
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("Total, paid at the checkout")
                width: parent.width - total.width - 60
            }
            Words {
                id: total
                objectName: "total"
                anchors.right: parent.right
                anchors.rightMargin: 20
                anchors.verticalCenter: parent.verticalCenter
                text: kiosk.list.total
                font.pixelSize: Theme.title
                font.weight: Font.DemiBold
                wrapMode: Text.NoWrap
            }
        }
    }

    Item {
        id: right
        visible: !page.empty
        x: page.portrait ? Theme.page : left.x + left.width + Theme.page
        y: bar.height + Theme.page
        width: page.portrait ? parent.width - 2 * Theme.page : parent.width - x - Theme.page
        height: page.portrait ? plan.height + take.height + 16 : parent.height - y - Theme.page

        StoreMap {
            id: plan
            // A store that has drawn no map shows none.
            visible: kiosk.mapDrawing !== ""
            width: parent.width
            height: !visible ? 0 : page.portrait ? width * kiosk.mapHeight / kiosk.mapWidth : parent.height - take.height - 16
            route: kiosk.list.route
            stops: kiosk.list.stops
        }
        Rectangle {
            id: take
            anchors.top: plan.bottom
            anchors.topMargin: plan.visible ? 16 : 0
            width: parent.width
            height: 176
            radius: Theme.radius
            color: Theme.surface
            border.width: Math.max(1, Theme.border)
            border.color: Theme.line
            Rectangle {
                id: code
                x: 12
                y: 12
                width: 152
                height: 152
                radius: 12
                color: "#FFFFFF"
                Image {
                    objectName: "qr"
                    anchors.centerIn: parent
                    width: 152
                    height: 152
                    sourceSize: Qt.size(608, 608)
                    fillMode: Image.PreserveAspectFit
                    smooth: true
                    mipmap: true
                    cache: false
                    source: kiosk.list.qr
                    Accessible.role: Accessible.Graphic
                    Accessible.name: qsTr("QR code of the list")
                }
            }
            Column {
                anchors.left: code.right
                anchors.leftMargin: 20
                anchors.right: parent.right
                anchors.rightMargin: 20
                anchors.verticalCenter: parent.verticalCenter
                spacing: 6
                Headline {
                    width: parent.width
                    text: qsTr("Take it along")
                    font.pixelSize: Theme.lead
                }
                Words {
                    width: parent.width
                    color: Theme.muted
                    text: qsTr("Point your phone's camera at the code: it holds the list as text and needs no network.")
                }
            }
        }
    }
}
