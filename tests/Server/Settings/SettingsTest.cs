using System.Net;
using System.Text.Json;
using Darkroom.Tests.Server.Gallery;

namespace Darkroom.Tests.Server.Settings;

/// <summary>What the tests of settings share.</summary>
public abstract class SettingsTest
{
    protected const string Key = "sk-0123456789abcdefWXYZ";

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected static Task<JsonElement> PatchAsync(RunningServer server, object settings, int status = 200) =>
        server.CallAsync("PATCH", "/api/settings", new { settings }, status);

    /// <summary>Returns the reasons of a rejected change, by setting.</summary>
    private protected static async Task<Dictionary<string, string>> ErrorsAsync(RunningServer server, object settings) =>
        (await PatchAsync(server, settings, 400)).GetProperty("errors").EnumerateObject().ToDictionary(one => one.Name, one => one.Value[0].GetString()!);

    private protected static async Task<JsonElement> SettingAsync(RunningServer server, string name) =>
        (await server.CallAsync("GET", "/api/settings")).GetProperty("settings").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    private protected static async Task<string> SourceAsync(RunningServer server, string name) =>
        (await SettingAsync(server, name)).GetProperty("source").GetString()!;

    private protected static async Task<(HttpStatusCode Status, string Text)> SubmitAsync(
        RunningServer server, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private protected static async Task<string> PageAsync(RunningServer server, string path = "/settings") =>
        WebUtility.HtmlDecode(await server.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel));
}
