using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Darkroom.Server.Configuration;

/// <summary>
/// The keys of ASP.NET Core's data protection as files of mode 600 in a folder of mode 700. With <c>DARKROOM_SECRET</c>, the files are encrypted with
/// AES-256-GCM under a key that HKDF derives from it; files from before are encrypted when they are read. A file that cannot be read counts as missing.
/// </summary>
/// <remarks>
/// The files are encrypted here and not by an <c>IXmlEncryptor</c>, because the framework would store the name of the class that decrypts them, which
/// then could never change.
/// </remarks>
internal sealed class KeyRing(string folder, string? secret) : IXmlRepository
{
    private const string Extension = ".xml";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly byte[] Purpose = "Darkroom key ring"u8.ToArray();
    private static readonly XName Encrypted = "encrypted";

    /// <summary>The absolute path of the folder.</summary>
    public string Folder => folder;

    public IReadOnlyCollection<XElement> GetAllElements() =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal).Select(Read).OfType<XElement>()] : [];

    public void StoreElement(XElement element, string friendlyName)
    {
        var name = Guid.TryParse(friendlyName.Split('-', 2)[^1], out _) ? friendlyName : $"key-{Guid.NewGuid()}";
        Write(Path.Combine(folder, name + Extension), element);
    }

    private XElement? Read(string path)
    {
        try
        {
            var stored = XElement.Load(path);
            if (stored.Name == Encrypted)
            {
                return secret is null ? null : Decrypt(stored, secret);
            }

            if (secret is not null)
            {
                Write(path, stored);
            }

            return stored;
        }
        catch (Exception unreadable) when (unreadable is XmlException or CryptographicException or FormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string path, XElement element)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, FolderMode);
            options.UnixCreateMode = FileMode;
        }

        using (var file = new FileStream(unfinished, options))
        {
            (secret is null ? element : Encrypt(element, secret)).Save(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static XElement Encrypt(XElement element, string secret)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var plain = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = CipherFrom(secret, salt);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new XElement(
            Encrypted,
            new XElement("salt", Convert.ToBase64String(salt)),
            new XElement("nonce", Convert.ToBase64String(nonce)),
            new XElement("tag", Convert.ToBase64String(tag)),
            new XElement("value", Convert.ToBase64String(cipher)));
    }

    private static XElement Decrypt(XElement stored, string secret)
    {
        var (nonce, tag, cipher) = (Part("nonce"), Part("tag"), Part("value"));
        if (nonce.Length != AesGcm.NonceByteSizes.MaxSize || tag.Length != AesGcm.TagByteSizes.MaxSize)
        {
            throw new CryptographicException("The file is damaged.");
        }

        var plain = new byte[cipher.Length];
        using var aes = CipherFrom(secret, Part("salt"));
        aes.Decrypt(nonce, cipher, tag, plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));

        byte[] Part(string name) => Convert.FromBase64String(stored.Element(name)?.Value ?? "");
    }

    private static AesGcm CipherFrom(string secret, byte[] salt) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, salt, Purpose), AesGcm.TagByteSizes.MaxSize);
}
