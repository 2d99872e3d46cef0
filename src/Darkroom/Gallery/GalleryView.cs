using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// A selection of images: those that match every clause. Its text is what a person types into the search field, and reads as the same view.
/// </summary>
public sealed record GalleryView(ImmutableArray<GalleryClause> Clauses)
{
    /// <summary>The maximum length of a view's text, in grapheme clusters.</summary>
    public const int MaxLength = 500;

    /// <summary>The maximum number of terms. Words that follow each other are one.</summary>
    public const int MaxTerms = 40;

    /// <summary>All images outside the trash.</summary>
    public static GalleryView All { get; } = new([]);

    /// <summary>True if the view shows images in the trash; other views hide them.</summary>
    public bool ShowsTrash => Terms.Any(term => term is TraitTerm { Trait: ImageTrait.Trashed, Excluded: false });

    public IEnumerable<GalleryTerm> Terms => Clauses.SelectMany(clause => clause.Alternatives);

    /// <summary>Returns the images of this view that also match a term.</summary>
    public GalleryView With(GalleryTerm term) => new([new GalleryClause([term]), .. Clauses]);

    public bool Equals(GalleryView? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString()
    {
        // A space behind the last word says that it is finished.
        var end = Clauses.IsEmpty || Clauses[^1].Alternatives[^1] is not TextTerm { IsPhrase: false, Unfinished: false, Excluded: false } ? "" : " ";
        return string.Join(' ', Clauses) + end;
    }
}

/// <summary>Terms of which an image matches at least one.</summary>
public sealed record GalleryClause(ImmutableArray<GalleryTerm> Alternatives)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(" OR ", Alternatives);
}
