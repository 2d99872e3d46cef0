using Darkroom.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Access.Api;

/// <summary><c>/api/keys</c>, for the operator. No API key manages keys: one that is stolen could make others that outlive it.</summary>
internal static class ManageApiKeys
{
    public const int MaxListed = 500;
    private const int DefaultDays = 30;

    private static ProblemHttpResult NotFound => Problems.NotFound(ProblemTexts.NoApiKey);

    public static async Task<Ok<ApiKeyListView>> ListAsync(IApiKeyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(MaxListed, cancellationToken);
        return TypedResults.Ok(new ApiKeyListView([.. keys.Select(key => ApiKeyView.From(key, time.GetUtcNow()))]));
    }

    public static async Task<Results<Created<ApiKeyView>, ProblemHttpResult>> CreateAsync(
        NewApiKeyBody body, ApiKeys keys, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var (key, secret, problems) = await keys.CreateAsync(
            body.Name, body.Scope ?? KeyScope.Generate, body.Limits?.ToLimits() ?? KeyLimits.None, body.ExpiresAt, cancellationToken);
        if (key is null)
        {
            return Invalid(problems);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().ApiKeyCreated(context, key.Id, key.Name, Wire.Name(key.Scope));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/keys/{key.Id}", ApiKeyView.From(new ListedKey(key, KeyUsage.Zero, KeyUsage.Zero, 0), time.GetUtcNow(), secret));
    }

    public static async Task<Results<Ok<ApiKeyView>, ProblemHttpResult>> GetAsync(
        string id, IApiKeyStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await FindAsync(id, store, cancellationToken) is { } key ? TypedResults.Ok(ApiKeyView.From(key, time.GetUtcNow())) : NotFound;

    public static async Task<Results<Ok<ApiKeyView>, ProblemHttpResult>> ChangeAsync(
        string id, ApiKeyBody body, ApiKeys keys, IApiKeyStore store, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, store, cancellationToken) is not { Key: var before })
        {
            return NotFound;
        }

        var (found, problems) = await keys.ChangeAsync(id, body.Name ?? before.Name, body.Limits?.ToLimits() ?? before.Limits, cancellationToken);
        if (!problems.IsEmpty)
        {
            return Invalid(problems);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().ApiKeyChanged(context, id);
        return found && await FindAsync(id, store, cancellationToken) is { } after ? TypedResults.Ok(ApiKeyView.From(after, time.GetUtcNow())) : NotFound;
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

    private static async Task<ListedKey?> FindAsync(string id, IApiKeyStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) ? await store.GetAsync(id, cancellationToken) : null;

    private static ProblemHttpResult Invalid(ImmutableArray<(string Field, string Message)> problems) =>
        Problems.Invalid([.. problems.Select(problem => new ValidationError(problem.Field, problem.Message))]);
}
