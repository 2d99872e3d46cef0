using Darkroom.Providers;
using Darkroom.Server.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Settings.Api;

/// <summary>The settings that can be changed without a restart. For the operator only.</summary>
internal static class ChangeSettings
{
    /// <summary><c>GET /api/settings</c>.</summary>
    public static Ok<SettingListView> List(LiveSettings settings) => TypedResults.Ok(SettingListView.From(settings));

    /// <summary><c>PATCH /api/settings</c>: all changes, or none if one of them is not valid.</summary>
    public static async Task<Results<Ok<SettingListView>, ProblemHttpResult>> PatchAsync(
        SettingsBody body, LiveSettings settings, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        var (changes, errors) = body.Read();
        return errors.IsEmpty && (errors = await ApplyAsync(changes, settings, log, context, cancellationToken)).IsEmpty
            ? TypedResults.Ok(SettingListView.From(settings))
            : Problems.Invalid(errors);
    }

    /// <summary><c>PUT /api/settings/providers/{id}/key</c>.</summary>
    public static async Task<Results<Ok<SettingView>, ProblemHttpResult>> PutKeyAsync(
        string id, KeyBody body, LiveSettings settings, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (EditableSetting.Find(EditableSetting.KeyOf(id)) is not { } key)
        {
            return NoKey(id);
        }

        var errors = await ApplyAsync(new Dictionary<string, string?> { [key.Name] = body.Key ?? "" }, settings, log, context, cancellationToken);
        return errors.IsEmpty
            ? TypedResults.Ok(SettingView.From(key, settings))
            : Problems.Invalid([.. errors.Select(error => error with { Field = "key" })]);
    }

    /// <summary><c>DELETE /api/settings/providers/{id}/key</c>.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteKeyAsync(
        string id, LiveSettings settings, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (EditableSetting.Find(EditableSetting.KeyOf(id)) is not { } key)
        {
            return NoKey(id);
        }

        var errors = await ApplyAsync(new Dictionary<string, string?> { [key.Name] = null }, settings, log, context, cancellationToken);
        return errors.IsEmpty ? TypedResults.NoContent() : Problems.Invalid([.. errors.Select(error => error with { Field = "key" })]);
    }

    /// <summary><c>POST /api/settings/providers/{id}/test</c>: tests a provider with changed settings, without storing them.</summary>
    public static async Task<Results<Ok<ProviderTestView>, ProblemHttpResult>> TestAsync(
        string id, SettingsBody body, LiveSettings settings, ProviderFactory factory, CancellationToken cancellationToken)
    {
        var (changes, errors) = body.Read();
        if (!errors.IsEmpty)
        {
            return Problems.Invalid(errors);
        }

        var (test, wrong) = await RunTestAsync(id, changes, settings, factory, cancellationToken);
        return test is not null ? TypedResults.Ok(test) : wrong.IsEmpty ? Problems.NotFound($"There is no provider '{id}'.") : Problems.Invalid(wrong);
    }

    /// <summary>Tests a provider with changed settings.</summary>
    /// <returns>Null and what is wrong with the changes, or nothing if there is no such provider.</returns>
    public static async Task<(ProviderTestView? Test, ImmutableArray<ValidationError> Errors)> RunTestAsync(
        string id, IReadOnlyDictionary<string, string?> changes, LiveSettings settings, ProviderFactory factory, CancellationToken cancellationToken)
    {
        var (tried, errors) = settings.Try(changes);
        return errors.IsEmpty && factory.Create(id, tried) is { } provider
            ? (ProviderTestView.From(id, await provider.TestAsync(cancellationToken)), [])
            : (null, errors);
    }

    /// <summary>Stores changes and logs the names of the settings.</summary>
    public static async Task<ImmutableArray<ValidationError>> ApplyAsync(
        IReadOnlyDictionary<string, string?> changes, LiveSettings settings, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = changes.Count == 0 ? [] : await settings.ChangeAsync(changes, cancellationToken);
        if (errors.IsEmpty && changes.Count > 0)
        {
            log.SettingsChanged(context, string.Join(", ", changes.Keys));
        }

        return errors;
    }

    private static ProblemHttpResult NoKey(string id) => Problems.NotFound($"There is no provider '{PageText.Short(id, 60)}', or it needs no key.");
}
