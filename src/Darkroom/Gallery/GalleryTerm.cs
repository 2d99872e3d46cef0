using System.Globalization;

namespace Darkroom.Gallery;

/// <summary>One condition of a <see cref="GalleryView"/>. Its text is what <see cref="GalleryViewParser"/> reads it from.</summary>
public abstract record GalleryTerm
{
    /// <summary>True if the images that match are left out.</summary>
    public bool Excluded { get; init; }

    /// <summary>The condition without the sign of an excluded one.</summary>
    protected abstract string Condition { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Excluded ? $"-{Condition}" : Condition;

    /// <summary>Returns a value that may contain spaces as it is written behind a filter's name.</summary>
    protected static string Quote(string value, bool always = false) =>
        always || value.Length == 0 || value.Any(character => char.IsWhiteSpace(character) || character == '"')
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;
}

/// <summary>A word or a phrase that the image's texts contain: prompt, revised and negative prompt, tags and the campaign's name.</summary>
/// <param name="Words">At least one letter, digit or symbol; see <see cref="SearchText"/>.</param>
/// <param name="IsPhrase">True if the words were written in quotes.</param>
public sealed record TextTerm(string Words, bool IsPhrase = false) : GalleryTerm
{
    /// <summary>True if the last word is still being written, so that it is a beginning of words. Only the last term of a view may be unfinished.</summary>
    public bool Unfinished { get; init; }

    protected override string Condition => !IsPhrase ? Words : Unfinished ? Quote(Words, always: true)[..^1] : Quote(Words, always: true);
}

/// <summary>What a <see cref="NameTerm"/> names.</summary>
public enum NameField
{
    Model,
    Provider,
    Tag,

    /// <summary>A collection, or a saved search, whose view is then part of this one.</summary>
    Collection,

    /// <summary>A campaign, by its name or its id.</summary>
    Campaign,
}

/// <summary>The exact name of a model, tag and so on; the case does not matter.</summary>
public sealed record NameTerm(NameField Field, string Name) : GalleryTerm
{
    protected override string Condition => $"{GalleryFields.NameOf(Field)}:{Quote(Name)}";
}

/// <summary>The longer edge, in pixels.</summary>
public sealed record SizeTerm(NumberRange Edge) : GalleryTerm
{
    protected override string Condition => $"size:{Edge}";
}

/// <summary>The image's cost, in US dollars. Images of unknown cost do not match.</summary>
public sealed record CostTerm(NumberRange Usd) : GalleryTerm
{
    protected override string Condition => $"cost:{Usd}";
}

public sealed record SeedTerm(long Seed) : GalleryTerm
{
    protected override string Condition => string.Create(CultureInfo.InvariantCulture, $"seed:{Seed}");
}

/// <summary>The relation of an image's edges. One is longer if it exceeds the other by more than a tenth.</summary>
public enum ImageShape
{
    Wide,
    Tall,
    Square,
}

public sealed record ShapeTerm(ImageShape Shape) : GalleryTerm
{
    protected override string Condition => $"ratio:{Wire.Name(Shape)}";
}

/// <summary>The days that a <see cref="DateTerm"/> selects: those before a period, in it, or after it.</summary>
public enum DateRelation
{
    Before,
    On,
    After,
}

/// <summary>The day on which the image was made, in the gallery's time zone.</summary>
public sealed record DateTerm(DateRelation Relation, DatePeriod Period) : GalleryTerm
{
    protected override string Condition => $"{Wire.Name(Relation)}:{Period}";
}

/// <summary>Properties that an image has or not.</summary>
public enum ImageTrait
{
    Favorite,

    /// <summary>In the trash. Views hide these images unless they ask for this.</summary>
    Trashed,

    Imported,

    /// <summary>Made from other images.</summary>
    Edited,

    /// <summary>Made for a campaign, which may be gone.</summary>
    Campaign,

    /// <summary>Has stored partial images.</summary>
    Partials,

    /// <summary>Is a version of another image of the gallery.</summary>
    Parent,
}

public sealed record TraitTerm(ImageTrait Trait) : GalleryTerm
{
    protected override string Condition => $"{GalleryFields.PrefixOf(Trait)}:{Wire.Name(Trait)}";
}

/// <summary>A number, or the numbers between two limits, either of which may be missing.</summary>
/// <param name="IncludesFrom">False if the number is greater than <paramref name="From"/>.</param>
/// <param name="IncludesTo">False if the number is less than <paramref name="To"/>.</param>
public sealed record NumberRange(decimal? From, decimal? To, bool IncludesFrom = true, bool IncludesTo = true)
{
    /// <inheritdoc/>
    public override string ToString() => (From, To) switch
    {
        ({ } from, { } to) when from == to => Text(from),
        ({ } from, { } to) => $"{Text(from)}..{Text(to)}",
        ({ } from, null) => $"{(IncludesFrom ? ">=" : ">")}{Text(from)}",
        (null, { } to) => $"{(IncludesTo ? "<=" : "<")}{Text(to)}",
        _ => "",
    };

    private static string Text(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>A year, a month or a day.</summary>
public sealed record DatePeriod(int Year, int? Month = null, int? Day = null)
{
    public DateOnly First => new(Year, Month ?? 1, Day ?? 1);

    public DateOnly Last => Day is not null ? First : Month is not null ? First.AddMonths(1).AddDays(-1) : First.AddYears(1).AddDays(-1);

    /// <inheritdoc/>
    public override string ToString() =>
        First.ToString(Day is not null ? "yyyy-MM-dd" : Month is not null ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture);
}
