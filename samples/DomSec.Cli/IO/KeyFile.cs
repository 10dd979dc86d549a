using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Providers;

namespace DomSec.Cli.IO;

/// <summary>A <c>--key</c> file: PKCS#12, or PEM with a certificate and its key (the certificate may be in NAME.pem, NAME.crt or NAME.cer beside NAME.key).</summary>
internal static class KeyFile
{
    public static IReadOnlyList<IDecryptionKey> Read(string path, Func<string, string?> password)
    {
        byte[] file = InputFile.ReadSmall(path, "--key");
        try
        {
            return Pem.IsPem(file) ? [ReadPem(path, Encoding.Latin1.GetString(file), password)] : ReadPkcs12(file, password(path));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw CliFailure.Input($"--key: '{path}' cannot be read: {e.Message} An encrypted key needs --password-file or DOMSEC_PASSWORD.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    private static SoftwareDecryptionKey ReadPem(string path, string pem, Func<string, string?> password)
    {
        string certificates = pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal) ? pem : Beside(path);
        bool isEncrypted = pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        using X509Certificate2 certificate = isEncrypted
            ? X509Certificate2.CreateFromEncryptedPem(certificates, pem, password(path) ?? throw CliFailure.Input($"--key: '{path}' is encrypted; give --password-file or DOMSEC_PASSWORD."))
            : X509Certificate2.CreateFromPem(certificates, pem);
        return new SoftwareDecryptionKey(certificate);
    }

    private static string Beside(string path)
    {
        foreach (string extension in (string[])[".pem", ".crt", ".cer"])
        {
            string candidate = Path.ChangeExtension(path, extension);
            if (!string.Equals(candidate, path, StringComparison.Ordinal) && File.Exists(candidate))
            {
                return Encoding.Latin1.GetString(InputFile.ReadSmall(candidate, "--key"));
            }
        }

        throw CliFailure.Input($"--key: '{path}' has no certificate in it and none beside it; put both into one PEM file.");
    }

    private static List<IDecryptionKey> ReadPkcs12(byte[] file, string? password)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(file, password, X509KeyStorageFlags.EphemeralKeySet);
        var keys = new List<IDecryptionKey>();
        foreach (X509Certificate2 certificate in all)
        {
            using (certificate)
            {
                if (certificate.HasPrivateKey)
                {
                    keys.Add(new SoftwareDecryptionKey(certificate));
                }
            }
        }

        return keys.Count > 0 ? keys : throw new CryptographicException("there is no private key in it.");
    }
}
