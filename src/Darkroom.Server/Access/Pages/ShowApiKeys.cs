using Darkroom.Keys;
using Darkroom.Server.Access.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Access.Pages;

/// <summary><c>/settings/keys</c>: the API keys, and forms that create, change and revoke them. They work without scripts.</summary>
internal static class ShowApiKeys
{
    public const string Path = "/settings/keys";

    public static async Task<IResult> HandleAsync(IApiKeyStore store, CancellationToken cancellationToken) =>
        await PageAsync(KeyForm.Empty, null, store, cancellationToken);

    public static async Task<IResult> CreateAsync(
        [FromForm] IFormCollection form, ApiKeys keys, IApiKeyStore store, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var entered = KeyForm.Read(form);
        var (limits, errors) = entered.ReadLimits();
        if (!errors.IsEmpty)
        {
            return await PageAsync(entered with { Errors = errors }, null, store, cancellationToken);
        }

        var (key, secret, problems) = await keys.CreateAsync(
            entered.Name, entered.Scope, limits, entered.Days is { } days ? time.GetUtcNow().AddDays(days) : null, cancellationToken);
        if (key is null)
        {
            return await PageAsync(entered with { Errors = ManageApiKeys.ErrorsOf(problems) }, null, store, cancellationToken);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().ApiKeyCreated(context, key.Id, key.Name, Wire.Name(key.Scope));
        return await PageAsync(KeyForm.Empty, null, store, cancellationToken, (key.Name, secret));
    }

    public static async Task<IResult> ChangeAsync(
        string id, [FromForm] IFormCollection form, ApiKeys keys, IApiKeyStore store, HttpContext context, CancellationToken cancellationToken)
    {
        var entered = KeyForm.Read(form);
        var (limits, errors) = entered.ReadLimits();
        var (found, problems) = errors.IsEmpty ? await keys.ChangeAsync(id, entered.Name, limits, cancellationToken) : (true, []);
        errors = errors.AddRange(ManageApiKeys.ErrorsOf(problems));
        if (!errors.IsEmpty)
        {
            return await PageAsync(entered with { Errors = errors }, id, store, cancellationToken);
        }

        if (!found)
        {
            return ErrorPage.Create(StatusCodes.Status404NotFound, ProblemTexts.NoApiKey, Path);
        }

        context.RequestServices.GetRequiredService<SecurityLog>().ApiKeyChanged(context, id);
        return new SeeOther($"{Path}#key-{id}");
    }

    public static async Task<IResult> RevokeAsync(string id, ApiKeys keys, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (await keys.RevokeAsync(id, cancellationToken))
        {
            log.ApiKeyRevoked(context, id);
        }

        return new SeeOther(Path);
    }

    /// <param name="changed">The id of the key that the form is about; null if it is about a new one.</param>
    /// <param name="made">The name and the secret of a new key.</param>
    private static async Task<RazorComponentResult<ApiKeysPage>> PageAsync(
        KeyForm form, string? changed, IApiKeyStore store, CancellationToken cancellationToken, (string Name, string Secret)? made = null) =>
        new(new { Form = form, Changed = changed, Made = made, Keys = await store.ListAsync(ApiKeys.MaxListed, cancellationToken) })
        {
            StatusCode = form.Errors.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
}
