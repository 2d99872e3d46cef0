namespace Darkroom.Painter;

/// <summary>The subjects that the painter recognizes in a prompt.</summary>
[Flags]
internal enum Motif : long
{
    None = 0,

    Dawn = 1L << 0,
    Day = 1L << 1,
    Golden = 1L << 2,
    Sunset = 1L << 3,
    Dusk = 1L << 4,
    Night = 1L << 5,

    Storm = 1L << 8,
    Rain = 1L << 9,
    Fog = 1L << 10,
    Snow = 1L << 11,
    Aurora = 1L << 12,
    Clouds = 1L << 13,
    Autumn = 1L << 14,
    Spring = 1L << 15,

    Sea = 1L << 20,
    Lake = 1L << 21,
    Mountains = 1L << 22,
    Forest = 1L << 23,
    City = 1L << 24,
    Desert = 1L << 25,
    Meadow = 1L << 26,
    Space = 1L << 27,

    Lighthouse = 1L << 32,
    Boat = 1L << 33,
    House = 1L << 34,
    Person = 1L << 35,
    Portrait = 1L << 36,
    Creature = 1L << 37,
    Object = 1L << 38,
    Abstract = 1L << 39,
    Moon = 1L << 40,
    Stars = 1L << 41,
    Galaxy = 1L << 42,
    Planet = 1L << 43,
    Flowers = 1L << 44,
    Neon = 1L << 45,
    Birds = 1L << 46,
    Tree = 1L << 47,
    Sun = 1L << 48,

    AnyHour = Dawn | Day | Golden | Sunset | Dusk | Night,
}
