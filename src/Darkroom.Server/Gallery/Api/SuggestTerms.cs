using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Suggestions for a search text while it is written.</summary>
internal static class SuggestTerms
{
    /// <summary>The number of letters from which a word may be the beginning of a tag or of a fixed value.</summary>
    private const int MinLetters = 2;

    /// <summary><c>GET /api/images/suggest</c>.</summary>
    public static async Task<Results<Ok<SuggestionsView>, ProblemHttpResult>> HandleAsync(
        string? q, string? at, IGallery gallery, CancellationToken cancellationToken)
    {
        var text = q ?? "";
        if (TextLength.Problem(text, GalleryView.MaxLength) is { } tooLong)
        {
            return Problems.Invalid(new ValidationError("q", tooLong));
        }

        if (!QueryParameters.TryReadNumber(at, "at", (0, text.Length, text.Length), out var place, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        if (SuggestionPlace.Find(text, place) is not { } writing)
        {
            return TypedResults.Ok(new SuggestionsView(place, 0, []));
        }

        var sign = writing.Excluded ? "-" : "";
        var found = writing.Field is { } field ? await ValuesAsync(field, writing.Typed, gallery, cancellationToken) : await TermsAsync(writing.Typed, writing.Excluded, gallery, cancellationToken);
        return TypedResults.Ok(new SuggestionsView(
            writing.Start, writing.Length, [.. found.Select(one => one with { Text = sign + one.Text })]));
    }

    private static async Task<IEnumerable<SuggestionView>> ValuesAsync(string field, string typed, IGallery gallery, CancellationToken cancellationToken)
    {
        if (GalleryFields.NamedBy(field) is not { } named)
        {
            return GalleryFields.ValuesOf(field).Where(value => value.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(value => new SuggestionView($"{field}:{value}", value, null));
        }

        var names = await gallery.SuggestAsync(named, typed, cancellationToken);
        var any = named == NameField.Campaign && typed is "" or GalleryFields.AnyName ? new[] { new SuggestionView($"{field}:{GalleryFields.AnyName}", GalleryFields.AnyCampaign, null) } : [];
        return [.. any, .. names.Select(name => new SuggestionView(new NameTerm(named, name.Name).ToString(), name.Name, name.Images))];
    }

    /// <summary>Returns filters, fixed values and tags that a word may be the beginning of.</summary>
    private static async Task<IEnumerable<SuggestionView>> TermsAsync(string typed, bool excluded, IGallery gallery, CancellationToken cancellationToken)
    {
        // By the name in the language of the page as well, which is what people type.
        var filters = GalleryFields.All.Where(field => field.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
                || (typed.Length >= MinLetters && GalleryFields.MeaningOf(field.Name).StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            .Select(field => new SuggestionView($"{field.Name}:", GalleryFields.MeaningOf(field.Name), null));
        if (typed.Length < MinLetters)
        {
            return filters;
        }

        var values = GalleryFields.All.SelectMany(field => GalleryFields.ValuesOf(field.Name).Select(value => (field.Name, value)))
            .Where(one => one.value.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(one => new SuggestionView($"{one.Name}:{one.value}", one.value, null));
        TraitTerm[] traits = excluded ? [new(ImageTrait.Campaign)] : [new(ImageTrait.Campaign), new(ImageTrait.Campaign) { Excluded = true }];
        var campaigns = traits
            .Select(term => new SuggestionView(term.ToString(), GalleryFields.LabelOf(term)!, null))
            .Where(one => one.Label.Contains(typed, StringComparison.OrdinalIgnoreCase) || "campaign".StartsWith(typed, StringComparison.OrdinalIgnoreCase));
        return [.. filters, .. values.Where(one => !one.Text.EndsWith(":campaign", StringComparison.Ordinal)), .. campaigns, .. await ValuesAsync(GalleryFields.NameOf(NameField.Tag), typed, gallery, cancellationToken)];
    }
}
