using System.ComponentModel;
using Darkroom.Gallery;

namespace Darkroom.Server.Gallery.Api;

/// <summary>A selection of images in a request: a view, or ids.</summary>
public sealed record SelectBody : KnownFields
{
    [Description("The query of a view, as in the gallery's search field; an empty text is the whole gallery.")]
    public string? View { get; init; }

    [Description("The as_of of the view that the selection was made in: images that were added later do not belong to it.")]
    public long? AsOf { get; init; }

    [Description("Ids of images of the view that do not belong to the selection, at most 10,000.")]
    public ImmutableArray<string?>? Except { get; init; }

    [Description("Ids of images instead of a view, at most 10,000.")]
    public ImmutableArray<string?>? Ids { get; init; }

    /// <summary>Reads the selection.</summary>
    /// <param name="body">The body's field; null if it is missing.</param>
    /// <param name="problems">Gets what is wrong.</param>
    internal static ImageSelection? Read(SelectBody? body, List<ValidationError> problems)
    {
        if (body is null || (body.View is null) == (body.Ids is null))
        {
            problems.Add(new ValidationError("select", "Send either ids or view, such as {\"view\": \"lighthouse\"}."));
            return null;
        }

        if (body is { Ids: not null } and ({ AsOf: not null } or { Except: not null }))
        {
            problems.Add(new ValidationError("select", "Send as_of and except only together with view."));
        }

        var (ids, except) = (ReadIds(body.Ids, "select.ids", problems), ReadIds(body.Except, "select.except", problems));
        if (body.View is not { } query)
        {
            return new ImageSelection.ByIds(ids);
        }

        problems.AddRange(GalleryViewParser.Parse(query).Mistakes.Select(mistake => new ValidationError("select.view", mistake.Message)));
        if (body.AsOf < 0)
        {
            problems.Add(new ValidationError("select.as_of", "Send the as_of of the view, unchanged."));
        }

        return new ImageSelection.ByView(query, body.AsOf, except);
    }

    private static ImmutableArray<string> ReadIds(ImmutableArray<string?>? ids, string field, List<ValidationError> problems)
    {
        if (ids is { Length: > ImageSelection.MaxIds })
        {
            problems.Add(new ValidationError(field, $"Send at most {ImageSelection.MaxIds:N0} ids. To select more, send a view."));
        }
        else if ((ids ?? []).Any(id => id is null || !Darkroom.Ids.IsWellFormed(id)))
        {
            problems.Add(new ValidationError(field, "Send ids of images: 32 hexadecimal digits."));
        }
        else
        {
            return [.. (ids ?? []).OfType<string>().Distinct()];
        }

        return [];
    }
}
