// One product over the shelf: picture, price, variants, place, all facts, questions, similar, goes with.
import QtQuick

FocusScope {
    id: sheet

    readonly property bool open: kiosk.product.isOpen
    readonly property bool wide: width > 620 * Math.max(1, Theme.scale * 0.9)

    objectName: "productSheet"
    visible: panel.y < height - 1
    enabled: open
    onOpenChanged: { if (open) { page.contentY = 0; close.forceActiveFocus(Qt.OtherFocusReason) } }
    Connections {
        target: kiosk.product
        property string shown
        function onChanged() {
            if (kiosk.product.id !== shown) {
                shown = kiosk.product.id
                page.contentY = 0
            }
        }
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: -8
        color: Theme.background
        opacity: sheet.open ? 1 : 0
        Behavior on opacity { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.quick } }
    }
    Rectangle {
        id: panel
        width: parent.width
        height: parent.height
        y: sheet.open ? 0 : parent.height
        radius: Theme.sheetRadius
        color: Theme.surface
        border.width: Math.max(1, Theme.border)
        border.color: Theme.line
        Behavior on y { enabled: !Theme.reduceMotion; NumberAnimation { duration: Theme.slow; easing.type: Easing.OutCubic } }
        MouseArea { anchors.fill: parent }

        Flickable {
            id: page
            objectName: "productPage"
            anchors.fill: parent
            anchors.margins: 2
            contentHeight: body.height + 48
            boundsBehavior: Flickable.StopAtBounds
            clip: true

            Column {
                id: body
                x: 28
                y: 20
                width: page.width - 56
                spacing: 24

                Item {
                    width: parent.width
                    height: sheet.wide ? Math.max(pane.height, about.height) : pane.height + about.height + 20

                    Picture {
                        id: pane
                        width: sheet.wide ? Math.min(320, parent.width * 0.42) : parent.width
                        height: sheet.wide ? width : Math.min(280, width * 0.7)
                        inset: 20
                        radius: Theme.radius
                        source: kiosk.product.picture
                        faded: kiosk.product.stockState === "out"
                    }
                    Column {
                        id: about
                        x: sheet.wide ? pane.width + 28 : 0
                        y: sheet.wide ? 0 : pane.height + 20
                        width: sheet.wide ? parent.width - pane.width - 28 : parent.width
                        spacing: 10
                        Words {
                            width: parent.width - 56
                            text: kiosk.product.kind
                            color: Theme.muted
                            font.pixelSize: Theme.small
                        }
                        Headline {
                            width: parent.width - (sheet.wide ? 44 : 0)
                            text: kiosk.product.title
                        }
                        Flow {
                            width: parent.width
                            spacing: 16
                            Words {
                                text: kiosk.product.price
                                font.pixelSize: Theme.display
                                font.weight: Font.DemiBold
                                lineHeight: 1
                            }
                            RatingLine {
                                height: Theme.display * 1.1
                                rating: kiosk.product.rating
                                ratings: kiosk.product.ratings
                            }
                        }
                        StockLine {
                            width: parent.width
                            size: Theme.body
                            spacing: 14
                            stock: kiosk.product.stock
                            stockState: kiosk.product.stockState
                            place: kiosk.product.place
                        }
                        Repeater {
                            model: kiosk.product.options
                            Swatches {
                                required property var modelData
                                width: about.width
                                name: modelData.name
                                label: modelData.label
                                values: modelData.values
                            }
                        }
                        Flow {
                            width: parent.width
                            spacing: 8
                            topPadding: 4
                            PushButton {
                                objectName: "addOpen"
                                look: kiosk.product.listed ? "tinted" : "filled"
                                iconName: kiosk.product.listed ? "check" : "plus"
                                text: kiosk.product.listed ? qsTr("On my list") : qsTr("Add to list")
                                onClicked: kiosk.toggleListed(kiosk.product.id)
                            }
                            PushButton {
                                objectName: "locate"
                                visible: kiosk.product.place !== "" && kiosk.mapDrawing !== ""
                                look: "outline"
                                iconName: "place"
                                text: qsTr("Show me where")
                                onClicked: kiosk.locate(kiosk.product.id)
                            }
                        }
                    }
                }
                Words {
                    width: parent.width
                    text: kiosk.product.description
                    visible: text !== ""
                    font.pixelSize: Math.round(Theme.body * 1.06)
                    lineHeight: 1.35
                }
                Column {
                    width: parent.width
                    spacing: 8
                    visible: kiosk.product.questions.length > 0
                    Headline {
                        text: qsTr("Ask about this")
                        font.pixelSize: Theme.lead
                    }
                    Flow {
                        width: parent.width
                        spacing: 8
                        Repeater {
                            model: kiosk.product.questions
                            Chip {
                                required property string modelData
                                objectName: "question"
                                most: parent.width
                                text: modelData
                                onClicked: kiosk.ask(modelData)
                            }
                        }
                    }
                }
                Column {
                    width: parent.width
                    spacing: 8
                    visible: kiosk.product.facts.length > 0
                    Headline {
                        text: qsTr("All facts")
                        font.pixelSize: Theme.lead
                    }
                    FactTable {
                        objectName: "facts"
                        width: parent.width
                        facts: kiosk.product.facts
                    }
                }
                CardStrip {
                    width: parent.width
                    title: qsTr("Goes with")
                    cards: kiosk.product.goesWith
                }
                CardStrip {
                    width: parent.width
                    title: qsTr("Similar")
                    cards: kiosk.product.similar
                    waiting: kiosk.product.loading
                }
            }
        }
        IconButton {
            id: close
            objectName: "closeProduct"
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: 14
            look: "surface"
            name: qsTr("Close")
            iconName: "close"
            focus: true
            onClicked: kiosk.closeProduct()
        }
    }
}
