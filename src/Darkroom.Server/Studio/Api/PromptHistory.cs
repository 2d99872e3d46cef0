using System.ComponentModel;
using Darkroom.Prompts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>/api/prompts</c>: the history of prompts.</summary>
internal static class PromptHistory
{
    private const int MaxSearch = 1000;

    private static ProblemHttpResult NoPrompt => Problems.NotFound("There is no such prompt in the history.");

    public static async Task<Results<Ok<PromptListView>, ProblemHttpResult>> ListAsync(
        string? q, string? starred, string? before, string? limit, IPromptHistory history, CancellationToken cancellationToken)
    {
        var errors = new List<ValidationError>();
        if (!QueryParameters.TryReadNumber(limit, "limit", (1, IPromptHistory.MaxPage, 50), out var count, out var error))
        {
            errors.Add(error);
        }

        if (!TryReadCursor(before, out var cursor))
        {
            errors.Add(new ValidationError("before", "Send the value of next of the page before."));
        }

        if (starred is not (null or "" or "true" or "false"))
        {
            errors.Add(new ValidationError("starred", "Write true or false."));
        }

        if (q?.Length > MaxSearch)
        {
            errors.Add(new ValidationError("q", $"Too long: at most {MaxSearch:N0} characters."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var page = await history.PageAsync(new PromptQuery(q, starred == "true", cursor, count), cancellationToken);
        return TypedResults.Ok(new PromptListView([.. page.Prompts.Select(PromptView.From)], page.Next?.ToString(CultureInfo.InvariantCulture)));
    }

    public static async Task<Results<Ok<PromptView>, ProblemHttpResult>> StarAsync(
        string id, StarBody body, IPromptHistory history, CancellationToken cancellationToken) =>
        body.Starred is not { } starred ? Problems.Invalid(new ValidationError("starred", "Write true or false."))
        : Ids.IsWellFormed(id) && await history.StarAsync(id, starred, cancellationToken) is { } prompt ? TypedResults.Ok(PromptView.From(prompt))
        : NoPrompt;

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, IPromptHistory history, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await history.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : NoPrompt;

    public static async Task<NoContent> ClearAsync(IPromptHistory history, CancellationToken cancellationToken)
    {
        await history.ClearAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <returns>False if the text is not a cursor.</returns>
    internal static bool TryReadCursor(string? text, out long? cursor)
    {
        cursor = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return cursor is not null || string.IsNullOrEmpty(text);
    }
}

/// <summary>A page of the history.</summary>
/// <param name="Next">The value of <c>before</c> for the next page; absent on the last one.</param>
public sealed record PromptListView(ImmutableArray<PromptView> Prompts, string? Next);

/// <summary>A prompt that was used.</summary>
/// <param name="Prompt">As it was written, with presets and alternatives.</param>
/// <param name="UsedAt">The time of the last use.</param>
/// <param name="Uses">How often it was used.</param>
public sealed record PromptView(string Id, string Prompt, string? NegativePrompt, DateTimeOffset UsedAt, long Uses, bool Starred)
{
    internal static PromptView From(UsedPrompt prompt) =>
        new(prompt.Id, prompt.Prompt, prompt.NegativePrompt, prompt.UsedAt, prompt.Uses, prompt.Starred);
}

/// <summary>The body of <c>PUT /api/prompts/{id}</c>.</summary>
public sealed record StarBody : KnownFields
{
    [Description("True to star the prompt, which is then not cleared; false to take the star away.")]
    public bool? Starred { get; init; }
}
