using System.Security.Cryptography;
using System.Text;
using Darkroom.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Darkroom.Server.Configuration;

/// <summary>Encrypts stored secrets with ASP.NET Core's data protection. Its keys are read, or created, with the first secret.</summary>
internal sealed class SecretProtection(KeyRing keys) : ISealedText
{
    private const string Application = "Darkroom";
    private readonly Lazy<IDataProtectionProvider> _provider = new(() =>
    {
        // Apart from the server's own data protection, which needs no keys that outlive the process.
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(Application);
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys);
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    });

    /// <summary>The folder of the keys.</summary>
    public string Folder => keys.Folder;

    /// <summary>Encrypts a secret.</summary>
    /// <param name="name">The setting that it belongs to: as the value of another one it cannot be decrypted.</param>
    /// <exception cref="StorageException">The keys cannot be written.</exception>
    public ImmutableArray<byte> Protect(string name, string secret)
    {
        try
        {
            return [.. ProtectorOf(name).Protect(Encoding.UTF8.GetBytes(secret))];
        }
        catch (Exception refused) when (refused is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                StorageFailure.ReadOnly, "The key ring in the data folder cannot be written, so a key cannot be stored. Check the folder keys and its permissions.", refused);
        }
    }

    /// <summary>Decrypts a secret.</summary>
    /// <returns>Null if the key that it was encrypted with is missing, or the value is damaged.</returns>
    public string? Unprotect(string name, ImmutableArray<byte> value)
    {
        try
        {
            return Encoding.UTF8.GetString(ProtectorOf(name).Unprotect([.. value]));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(string name) => _provider.Value.CreateProtector("settings", name);
}
