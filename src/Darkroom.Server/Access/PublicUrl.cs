using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

/// <summary>Reads <c>Access:PublicUrl</c>: the address of Darkroom for browsers, including its path.</summary>
internal static class PublicUrl
{
    public const string Key = "Access:PublicUrl";

    /// <returns>Null if it is not set, or not valid, which is reported.</returns>
    public static Uri? Read(IConfiguration configuration, SettingsReader reader)
    {
        reader.OnlyKnown("Access", ["TrustedProxies", "PublicUrl"]);
        if (configuration[Key] is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            reader.Problem(Key, text, "not an address such as https://darkroom.example");
            return null;
        }

        return url;
    }

    /// <summary>Reports a public address without an access key: if others can reach Darkroom, it needs a key.</summary>
    public static void Check(ServerSettings settings, SettingsReader reader)
    {
        if (settings is { PublicUrl: { } url, AccessKey: null } && !ListenAddresses.IsLoopbackHost(url.Host))
        {
            reader.Problem(Key, url.OriginalString, "others can open Darkroom there, so set DARKROOM_ACCESS_KEY too");
        }
    }
}
