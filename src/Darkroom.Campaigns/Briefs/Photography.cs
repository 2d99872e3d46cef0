using System.Collections.Immutable;
using System.Diagnostics;

namespace Darkroom.Campaigns.Briefs;

/// <summary>
/// How subjects of one kind are photographed. The three lists have eight entries each, which the concepts of a brief step through at different
/// paces, so every angle must go with every setting and every light. Every angle shows the subject: a detail alone could be of anything.
/// </summary>
/// <param name="Opening">The beginning of the prompt; <c>{0}</c> stands for "of" the subject, or "for" what the brief is for.</param>
/// <param name="Subject">The beginning of the sentence about the calm area, such as "The food stands".</param>
/// <param name="Care">What goes wrong with subjects of this kind, as one sentence; empty for nothing.</param>
/// <param name="Angles">Camera angles: the name in a concept's name, and the words in the prompt.</param>
/// <param name="Settings">Where the subject is, or what part of it is seen.</param>
/// <param name="Lights">The name in a concept's name, and the words in the prompt.</param>
internal sealed record Photography(
    string Opening,
    string Subject,
    string Care,
    ImmutableArray<(string Name, string Words)> Angles,
    ImmutableArray<string> Settings,
    ImmutableArray<(string Name, string Words)> Lights)
{
    public static Photography Of(SubjectKind kind) => kind switch
    {
        SubjectKind.Thing => Thing,
        SubjectKind.Food => Food,
        SubjectKind.Place => Place,
        SubjectKind.Person => Person,
        SubjectKind.Event => Event,
        SubjectKind.App => App,
        _ => throw new UnreachableException(),
    };

    private static Photography Thing { get; } = new(
        "Advertising photograph {0}",
        "The subject stands",
        "",
        [
            ("Eye level", "seen at eye level"),
            ("Close-up", "a close-up of all of it that shows the material"),
            ("From above", "seen straight from above, neatly arranged"),
            ("Low angle", "seen from low down, looking large"),
            ("Three-quarter view", "in a three-quarter view with depth behind it"),
            ("Wide view", "small in a wide view with much space around it"),
            ("In use", "in someone's hands, being used, the face out of view"),
            ("Through the foreground", "seen past blurred things in the foreground"),
        ],
        [
            "on a plain studio backdrop",
            "in a lived-in room",
            "outdoors in nature",
            "on a stone ledge against a textured wall",
            "in a quiet street of a city",
            "on a wooden table by a window",
            "among a few simple geometric blocks",
            "on fabric with soft folds",
        ],
        [
            ("morning light", "soft morning light from the side"),
            ("even studio light", "even, bright studio light"),
            ("golden evening", "low golden evening light with long shadows"),
            ("overcast day", "the gentle light of an overcast day"),
            ("hard sun", "hard midday sun with crisp shadows"),
            ("window light", "window light falling off into shade"),
            ("backlight", "backlight that draws bright edges"),
            ("dusk", "the blue light of dusk with one warm lamp"),
        ]);

    private static Photography Food { get; } = new(
        "Appetising food photograph {0}",
        "The food stands",
        "It looks fresh and real, with natural texture and colour; dishes and cutlery are few, plain and unbranded.",
        [
            ("Eye level", "seen at the height of the table"),
            ("Close-up", "a close-up with a shallow depth of field that shows crumb, gloss and steam"),
            ("From above", "seen straight from above, arranged with room between things"),
            ("Three-quarter view", "seen from a seat at the table, at about forty-five degrees"),
            ("A hand reaching in", "with one hand reaching in from the edge, the person out of view"),
            ("Ingredients", "beside a few of its raw ingredients"),
            ("First bite", "already begun, as if someone has just tasted it"),
            ("Through the foreground", "seen past a blurred glass or leaf in the foreground"),
        ],
        [
            "on a worn wooden table",
            "on a light linen cloth",
            "on a pale stone worktop",
            "on a plain coloured paper backdrop",
            "on a tray in a sunlit kitchen",
            "on a small table in a café, other tables blurred far behind",
            "on a picnic cloth in the grass",
            "on a dark slate surface against a dark wall",
        ],
        [
            ("morning light", "soft morning light from the side"),
            ("window light", "window light from behind and to one side, with gentle shade in front"),
            ("bright daylight", "bright, diffuse daylight with white reflections"),
            ("golden evening", "low golden evening light with long shadows"),
            ("overcast day", "the soft, cool light of an overcast day"),
            ("backlight", "backlight that makes liquids and edges glow"),
            ("hard sun", "hard sunlight with crisp shadows of leaves"),
            ("candlelight", "warm, dim light of candles, the background falling into dark"),
        ]);

    private static Photography Place { get; } = new(
        "Travel and architecture photograph {0}, shown as a place",
        "What matters of the place lies",
        "The image shows the place itself or the view from it, so that one could find it again. Vertical lines stay upright; people, if any, are few, small and seen from behind or far away.",
        [
            ("Wide view", "a wide view that shows the place in its surroundings"),
            ("Entrance", "seen from the way that leads to its entrance"),
            ("From above", "seen from a height, with the land around it"),
            ("Looking out", "looking out from inside, the view from it framed by a window or a door"),
            ("Across the terrace", "a quiet seat in the foreground, the place itself in full view behind it"),
            ("Along a line", "seen along a path, a row or a wall that leads to it"),
            ("Corner view", "seen across a corner, so that two of its sides recede into the depth"),
            ("Through the foreground", "the whole of it seen past branches or a doorway close to the camera"),
        ],
        [
            "with much open sky",
            "with its landscape behind it",
            "with one person arriving, small in the image",
            "empty and calm, as before the first guest",
            "with plants and trees of the region close by",
            "with natural stone or wood in the foreground",
            "with a single lamp lit at the door or in a window",
            "with water, snow or grass in front of it, as the season has it",
        ],
        [
            ("morning light", "the clear, low light of the early morning"),
            ("bright day", "the natural light of a bright day with a few clouds"),
            ("golden evening", "low golden evening light with long shadows"),
            ("overcast day", "the gentle, even light of an overcast day"),
            ("blue hour", "the blue hour after sunset with warm light in the windows"),
            ("sun after rain", "sun after rain, surfaces shining"),
            ("mist", "thin morning mist that the sun begins to break"),
            ("side light", "low sun from the side that shows every texture"),
        ]);

    private static Photography Person { get; } = new(
        "Editorial photograph {0}, shown through a person",
        "The person stands",
        "Natural skin, relaxed hands with five fingers each, plain clothes without prints; an unposed moment, no one smiles into the camera for an advertisement.",
        [
            ("Portrait", "a portrait from the chest up, looking past the camera"),
            ("At work", "absorbed in the work, seen from the side"),
            ("Hands", "the hands at work in the foreground, the person soft behind them"),
            ("Conversation", "in conversation with one other person, who is seen from behind"),
            ("Wide view", "small in a wide view of the room"),
            ("Over the shoulder", "seen over the shoulder, looking at what the person looks at"),
            ("On the way", "walking through the image, seen from the side"),
            ("Through the foreground", "seen through an open door or past things close to the camera"),
        ],
        [
            "in a bright workplace that is really used",
            "at a large table by a window",
            "in the home of a client",
            "outdoors in front of a plain wall",
            "in a quiet street of a city",
            "against a plain studio backdrop",
            "in a garden or a park",
            "in a workshop or a practice with the tools of the trade",
        ],
        [
            ("window light", "soft light from one large window"),
            ("morning light", "soft morning light from the side"),
            ("open shade", "the even light of open shade"),
            ("golden evening", "low golden evening light from behind"),
            ("overcast day", "the gentle light of an overcast day"),
            ("studio light", "one large, soft studio light"),
            ("bright day", "bright daylight reflected by pale walls"),
            ("lamp light", "the warm light of lamps in the evening"),
        ]);

    private static Photography Event { get; } = new(
        "Documentary photograph {0}, as it takes place",
        "What happens takes place",
        "Guests are seen from behind, in motion or out of focus, so that no one can be recognised; nothing on stages, banners or screens can be read.",
        [
            ("Among the guests", "seen from among the guests, past shoulders and raised hands"),
            ("Wide view", "a wide view of the whole scene and the place around it"),
            ("From above", "seen from a balcony or a height"),
            ("From the stage", "seen from behind those who perform, towards the guests"),
            ("One moment", "one moment between two people, the event going on around them"),
            ("Before it begins", "just before it begins, everything prepared, the first guests arriving"),
            ("Motion", "with a long exposure that turns movement into soft traces"),
            ("From the side", "seen from the side, guests and what they look at both in view"),
        ],
        [
            "in a tall hall",
            "outdoors under a wide sky",
            "in a courtyard between old walls",
            "in a garden with strings of lamps",
            "on a square in a city",
            "in a small room where people stand close",
            "beside a stage or a long table",
            "at the entrance, where guests arrive",
        ],
        [
            ("dusk", "the blue light of dusk with warm lamps"),
            ("golden evening", "low golden evening light from behind"),
            ("stage light", "beams of coloured stage light in thin haze"),
            ("bright day", "the natural light of a bright day"),
            ("lamp light", "the warm light of many small lamps"),
            ("spotlight", "one spotlight, the rest falling into dark"),
            ("morning light", "clear morning light from the side"),
            ("overcast day", "the gentle light of an overcast day"),
        ]);

    private static Photography App { get; } = new(
        "Lifestyle photograph of someone with a hand-held device, {0}",
        "The hand with the device stands",
        "The screen is switched on but empty, one smooth colour with a soft glow, without interface, icons or text; the device has no brand, and hands have five fingers each.",
        [
            ("In one hand", "a phone held in one hand, seen at eye level"),
            ("Over the shoulder", "seen over the shoulder, the screen small and tilted away"),
            ("From above", "a phone lying flat, seen straight from above, a hand beside it"),
            ("Close-up", "a close-up of a thumb on the edge of the screen"),
            ("On the way", "held while walking, the surroundings blurred by motion"),
            ("Two people", "two people who share one look at the device, their faces out of view"),
            ("Propped up", "a tablet that is propped up, a person soft behind it"),
            ("Wide view", "small in a wide view, the glow of the screen on the hands"),
        ],
        [
            "at a kitchen table",
            "on a sofa in a lived-in room",
            "in a train by the window",
            "in a café, other tables blurred far behind",
            "in a quiet street of a city",
            "at a tidy desk with a plant",
            "outdoors on a bench in a park",
            "against a plain coloured backdrop",
        ],
        [
            ("morning light", "soft morning light from the side"),
            ("window light", "window light falling off into shade"),
            ("bright day", "bright, diffuse daylight without reflections on the screen"),
            ("golden evening", "low golden evening light from behind"),
            ("overcast day", "the gentle light of an overcast day"),
            ("even studio light", "even, bright studio light"),
            ("lamp light", "the warm light of one lamp in the evening"),
            ("dusk", "the blue light of dusk, the screen as a soft second light"),
        ]);
}
