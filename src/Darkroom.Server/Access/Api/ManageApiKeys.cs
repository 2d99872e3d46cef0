using Darkroom.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Access.Api;

/// <summary><c>/api/keys</c>, for the operator. No API key manages keys: one that is stolen could make others that outlive it.</summary>
internal static class ManageApiKeys
{
    private const int DefaultDays = 30;

    private static ProblemHttpResult NotFound => Problems.NotFound(ProblemTexts.NoApiKey);

    public static async Task<Ok<ApiKeyListView>> ListAsync(IApiKeyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(ApiKeys.MaxListed, cancellationToken);
        return TypedResults.Ok(new ApiKeyListView([.. keys.Select(key => ApiKeyView.From(key, time.GetUtcNow()))]));
    }

    public static async Task<Results<Created<ApiKeyView>, ProblemHttpResult>> CreateAsync(
        NewApiKeyBody body, ApiKeys keys, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var (key, secret, problems) = await keys.CreateAsync(
            body.Name, body.Scope ?? KeyScope.Generate, body.Limits?.ToLimits() ?? KeyLimits.None, body.ExpiresAt, cancellationToken);
        if (key is null)
        {
            return Problems.Invalid(ErrorsOf(problems));
        }

        context.RequestServices.GetRequiredService<SecurityLog>().ApiKeyCreated(context, key.Id, key.Name, Wire.Name(key.Scope));
        return TypedResults.Created(
            $"/api/keys/{key.Id}", ApiKeyView.From(new ListedKey(key, KeyUsage.Zero, KeyUsage.Zero, 0), time.GetUtcNow(), secret));
    }

    public static async Task<Results<Ok<ApiKeyView>, ProblemHttpResult>> GetAsync(
        string id, IApiKeyStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await FindAsync(id, store, cancellationToken) is { } key ? TypedResults.Ok(ApiKeyView.From(key, time.GetUtcNow())) : NotFound;

    public static async Task<Results<Ok<ApiKeyView>, ProblemHttpResult>> ChangeAsync(
        string id, ApiKeyBody body, ApiKeys keys, IApiKeyStore store, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var (found, problems) = await keys.ChangeAsync(id, body.Name, body.Limits?.ToLimits(), cancellationToken);
        if (!problems.IsEmpty)
        {
            return Problems.Invalid(ErrorsOf(problems));
        }

        if (!found || await FindAsync(id, store, cancellationToken) is not { } after)
        {
            return NotFound;
        }

        context.RequestServices.GetRequiredService<SecurityLog>().ApiKeyChanged(context, id);
        return TypedResults.Ok(ApiKeyView.From(after, time.GetUtcNow()));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, ApiKeys keys, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await keys.RevokeAsync(id, cancellationToken))
        {
            return NotFound;
        }

        log.ApiKeyRevoked(context, id);
        return TypedResults.NoContent();
    }

    public static async Task<Results<Ok<KeyUsageView>, ProblemHttpResult>> UsageAsync(
        string id, int? days, IApiKeyStore store, CancellationToken cancellationToken)
    {
        if (days is < 1 or > IApiKeyStore.MaxDays)
        {
            return Problems.Invalid(new ValidationError("days", PageText.Format(ProblemTexts.KeyDaysInvalid, IApiKeyStore.MaxDays)));
        }

        return await FindAsync(id, store, cancellationToken) is null
            ? NotFound
            : TypedResults.Ok(new KeyUsageView(await store.UsageAsync(id, days ?? DefaultDays, cancellationToken)));
    }

    /// <summary>Returns what is wrong with the values of a key as validation errors.</summary>
    public static ImmutableArray<ValidationError> ErrorsOf(ImmutableArray<(string Field, string Message)> problems) =>
        [.. problems.Select(problem => new ValidationError(problem.Field, problem.Message))];

    private static async Task<ListedKey?> FindAsync(string id, IApiKeyStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) ? await store.GetAsync(id, cancellationToken) : null;
}
