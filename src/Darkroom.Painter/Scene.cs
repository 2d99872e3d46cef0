namespace Darkroom.Painter;

internal enum Place
{
    Sea,
    Mountains,
    Forest,
    City,
    Desert,
    Meadow,
    Space,
    Portrait,
    Creature,
    Studio,
    Abstract,
}

internal enum Hour
{
    Dawn,
    Day,
    Golden,
    Sunset,
    Dusk,
    Night,
}

/// <summary>The place and time of an image. The prompt determines them; the seed chooses what the prompt leaves open.</summary>
internal sealed record Scene(PromptReading Prompt, Place Place, Hour Hour)
{
    private static readonly (Motif Motif, Place Place)[] s_places =
    [
        (Motif.Abstract, Place.Abstract), (Motif.Portrait, Place.Portrait), (Motif.Galaxy | Motif.Planet | Motif.Space, Place.Space),
        (Motif.Lighthouse | Motif.Sea | Motif.Boat, Place.Sea), (Motif.City, Place.City), (Motif.Desert, Place.Desert),
        (Motif.Mountains | Motif.Lake, Place.Mountains), (Motif.Forest, Place.Forest), (Motif.Creature, Place.Creature),
        (Motif.Object, Place.Studio), (Motif.Flowers | Motif.Meadow | Motif.House | Motif.Tree, Place.Meadow),
        (Motif.Person, Place.Portrait), (Motif.Aurora | Motif.Snow | Motif.Fog | Motif.Autumn, Place.Forest),
        (Motif.Neon, Place.City),
    ];

    private static readonly (Motif Motif, Hour Hour)[] s_hours =
    [
        (Motif.Sunset, Hour.Sunset), (Motif.Dawn, Hour.Dawn), (Motif.Golden, Hour.Golden), (Motif.Dusk, Hour.Dusk),
        (Motif.Night | Motif.Aurora | Motif.Stars | Motif.Moon, Hour.Night), (Motif.Day, Hour.Day),
    ];

    public bool Has(Motif any) => Prompt.Has(any);

    public bool Dark => Hour is Hour.Night or Hour.Dusk;

    public static Scene From(PromptReading prompt, SceneRandom deal)
    {
        var place = PlaceOf(prompt);
        return new Scene(prompt, place, HourOf(prompt, place, deal));
    }

    private static Place PlaceOf(PromptReading prompt)
    {
        foreach (var (motif, place) in s_places)
        {
            if (prompt.Has(motif))
            {
                // A snow-covered meadow would be an empty white area, so a forest is painted instead.
                return place == Place.Meadow && prompt.Has(Motif.Snow) ? Place.Forest : place;
            }
        }

        if (prompt.Motifs != Motif.None)
        {
            return (prompt.Hash & 1) == 0 ? Place.Sea : Place.Mountains;
        }

        return (prompt.Hash & 1) == 0 ? Place.Studio : Place.Abstract;
    }

    private static Hour HourOf(PromptReading prompt, Place place, SceneRandom deal)
    {
        foreach (var (motif, hour) in s_hours)
        {
            if (prompt.Has(motif))
            {
                return hour;
            }
        }

        Hour[] fitting = place switch
        {
            Place.Space => [Hour.Night],
            _ when prompt.Has(Motif.Neon) => [Hour.Night, Hour.Dusk],
            Place.City => [Hour.Dusk, Hour.Sunset, Hour.Night, Hour.Dawn],
            _ when prompt.Has(Motif.Storm) => [Hour.Dusk, Hour.Sunset, Hour.Night, Hour.Dusk],
            _ when prompt.Has(Motif.Snow) => [Hour.Day, Hour.Dawn, Hour.Dusk, Hour.Day],
            _ when prompt.Has(Motif.Spring | Motif.Flowers) => [Hour.Day, Hour.Dawn, Hour.Golden, Hour.Day],
            _ => [Hour.Golden, Hour.Dawn, Hour.Day, Hour.Dusk],
        };
        return fitting[deal.Choice("hour", fitting.Length)];
    }
}
