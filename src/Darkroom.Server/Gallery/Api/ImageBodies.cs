using System.ComponentModel;
using Darkroom.Gallery;

namespace Darkroom.Server.Gallery.Api;

/// <summary>The body of <c>PATCH /api/images/{id}</c>.</summary>
public sealed record ImageBody : KnownFields
{
    public bool? Favorite { get; init; }

    public TagsBody? Tags { get; init; }

    internal override IEnumerable<ValidationError> UnknownFields() => [.. base.UnknownFields(), .. Tags?.UnknownFields() ?? []];

    internal (ImageChange? Change, IReadOnlyCollection<ValidationError> Problems) Read()
    {
        if (Favorite is null && Tags is null)
        {
            return (null, [new ValidationError("favorite", "Send favorite, tags or both.")]);
        }

        if (Tags is null)
        {
            return (new ImageChange { Favorite = Favorite }, []);
        }

        var (add, remove, problems) = Tags.Read("tags");
        return problems.Count > 0 ? (null, problems) : (new ImageChange { Favorite = Favorite, AddTags = add, RemoveTags = remove }, []);
    }
}

/// <summary>Tags to add to images and to remove from them.</summary>
public sealed record TagsBody : KnownFields
{
    [Description("Tags of 1 to 60 characters; at most 50. Tags that differ only in case are the same.")]
    public ImmutableArray<string?>? Add { get; init; }

    public ImmutableArray<string?>? Remove { get; init; }

    /// <param name="field">The name of this field in the body.</param>
    internal (ImmutableArray<string> Add, ImmutableArray<string> Remove, IReadOnlyCollection<ValidationError> Problems) Read(string field)
    {
        var problems = new List<ValidationError>();
        var (add, remove) = (Read(Add, $"{field}.add", problems), Read(Remove, $"{field}.remove", problems));
        if (problems.Count == 0 && add.IsEmpty && remove.IsEmpty && (Add ?? Remove) is null)
        {
            problems.Add(new ValidationError(field, "Send the tags to add in add, and those to remove in remove."));
        }

        if (add.IntersectBy(remove.Select(LibraryName.KeyOf), LibraryName.KeyOf).FirstOrDefault() is { } both)
        {
            problems.Add(new ValidationError(field, $"The tag “{both}” is in add and in remove. Send it in one of them."));
        }

        return (add, remove, problems);
    }

    private static ImmutableArray<string> Read(ImmutableArray<string?>? names, string field, List<ValidationError> problems)
    {
        var read = ImmutableArray.CreateBuilder<string>();
        if (names is { Length: > IImageLibrary.MaxTagsPerImage })
        {
            problems.Add(new ValidationError(field, PageText.Format(ProblemTexts.TooManyTagsSent, IImageLibrary.MaxTagsPerImage)));
            return [];
        }

        foreach (var (text, index) in (names ?? []).Select((text, index) => (text, index)))
        {
            if (LibraryName.TryRead(text, LibraryName.MaxTag, out var name, out var problem))
            {
                read.Add(name);
            }
            else
            {
                problems.Add(new ValidationError($"{field}[{index}]", problem));
            }
        }

        return [.. read.DistinctBy(LibraryName.KeyOf)];
    }
}
