using Darkroom.Providers;
using Darkroom.Server.Configuration;
using Darkroom.Server.Settings.Api;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Settings.Pages;

/// <summary>The forms of the settings page. They work without scripts; with scripts their part of the page is replaced.</summary>
internal static class SettingsForms
{
    /// <summary>The field for <c>Gallery:CacheBytes</c> in gigabytes.</summary>
    public const string CacheGigabytes = "cache_gigabytes";

    private const string CacheBytes = "Gallery:CacheBytes";
    private static readonly string[] Parts = ["providers", "defaults", "text", "spending", "storage"];

    /// <summary>Saves or tests the settings of one form.</summary>
    public static async Task<IResult> ChangeAsync(
        [FromForm] IFormCollection form, [AsParameters] FormServices services, HttpContext context, CancellationToken cancellationToken)
    {
        var part = Array.Find(Parts, one => one == form["part"]) ?? Parts[0];
        var provider = services.Providers.Find(form["provider"].ToString())?.Id;
        var input = new SettingsInput { Part = part, Provider = provider, Typed = Read(form) };
        if (form["do"] == "remove" && (part == "text" ? EditableSetting.Text : provider) is { } service
            && EditableSetting.Find(EditableSetting.KeyOf(service)) is { } key)
        {
            return await SaveAsync(input, new Dictionary<string, string?> { [key.Name] = null }, services, context, cancellationToken);
        }

        var changes = ChangesIn(input.Typed, services.Settings);
        input = input with { Typed = input.Typed.RemoveRange(EditableSetting.All.Where(one => one.IsSecret).Select(one => one.Name)) };
        return form["do"] == "test" && provider is not null
            ? await TestAsync(input, provider, changes, services, cancellationToken)
            : await SaveAsync(input, changes, services, context, cancellationToken);
    }

    /// <summary>Chooses the theme of this browser.</summary>
    public static IResult ChooseTheme([FromForm] string? theme, HttpContext context, PublicAddress address)
    {
        Theme.Choose(context, theme, address);
        return new SeeOther("/settings?saved=appearance#appearance");
    }

    /// <summary>Chooses the language of this browser.</summary>
    public static IResult ChooseLanguage([FromForm] string? language, HttpContext context, PublicAddress address)
    {
        Language.Choose(context, language, address);
        return new SeeOther("/settings?saved=appearance#appearance");
    }

    /// <summary>Deletes all derivatives now.</summary>
    public static async Task<IResult> DeleteDerivativesAsync(IPreviewStore previews, StorageMeter meter, CancellationToken cancellationToken)
    {
        await previews.TrimAsync(0, cancellationToken);
        meter.Forget();
        return new SeeOther("/settings?saved=derivatives#storage");
    }

    private static async Task<IResult> SaveAsync(
        SettingsInput input, IReadOnlyDictionary<string, string?> changes, FormServices services, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = await ChangeSettings.ApplyAsync(changes, services.Settings, services.Log, context, cancellationToken);
        if (!errors.IsEmpty)
        {
            return Page(input with { Errors = errors });
        }

        if (input.Provider is not { } provider)
        {
            return new SeeOther($"/settings?saved={input.Part}#{input.Part}");
        }

        var removed = changes.Count > 0 && changes.Values.All(value => value is null);
        var tested = removed ? null : await TestProvider.RunAsync(provider, services.Providers, services.Health, cancellationToken);
        return Page(input with { Typed = ImmutableDictionary<string, string>.Empty, Tested = tested, Done = removed ? SettingsTexts.Removed : SettingsTexts.Saved });
    }

    private static async Task<IResult> TestAsync(
        SettingsInput input, string provider, IReadOnlyDictionary<string, string?> changes, FormServices services, CancellationToken cancellationToken)
    {
        var (test, errors) = await ChangeSettings.RunTestAsync(provider, changes, services.Settings, services.Factory, cancellationToken);
        return Page(input with { Errors = errors, Tested = test });
    }

    private static RazorComponentResult<SettingsPage> Page(SettingsInput input) =>
        new(new { Input = input }) { StatusCode = input.Errors.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest };

    private static ImmutableDictionary<string, string> Read(IFormCollection form)
    {
        var typed = form.Where(field => EditableSetting.Find(field.Key) is not null)
            .Select(field => KeyValuePair.Create(EditableSetting.Find(field.Key)!.Name, field.Value.ToString().Trim()));
        if (form.ContainsKey(CacheGigabytes))
        {
            var text = form[CacheGigabytes].ToString().Trim();
            typed = typed.Append(KeyValuePair.Create(CacheBytes, BytesOf(text)));
        }

        return typed.DistinctBy(one => one.Key).ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Returns the text itself if it is not a number, so that the setting's own rule rejects it.</summary>
    private static string BytesOf(string gigabytes) =>
        decimal.TryParse(gigabytes, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000
            ? ((long)(number * 1_000_000_000)).ToString(CultureInfo.InvariantCulture)
            : gigabytes;

    /// <summary>
    /// Returns what is different from the stored settings. An empty field removes a setting, except for a key: its field is always empty at first. What
    /// the environment sets has no field.
    /// </summary>
    private static Dictionary<string, string?> ChangesIn(ImmutableDictionary<string, string> typed, LiveSettings settings) => typed
        .Where(one => EditableSetting.Find(one.Key)!.IsSecret
            ? one.Value.Length > 0
            : one.Value != (settings.Snapshot.Stored.GetValueOrDefault(one.Key)?.Value ?? ""))
        .ToDictionary(one => one.Key, one => one.Value.Length == 0 ? null : one.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>What the handlers of forms use.</summary>
    internal sealed record FormServices(LiveSettings Settings, ProviderFactory Factory, ProviderCatalog Providers, ProviderHealth Health, SecurityLog Log);
}
