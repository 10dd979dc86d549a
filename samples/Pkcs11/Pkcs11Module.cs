using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DomSec.Pkcs11Sample;

/// <summary>Starts PKCS#11 modules.</summary>
public static class Pkcs11Module
{
    // The wrapper asks for "libdl", a name that only development packages install.
    static Pkcs11Module() => NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, static (name, _, _) =>
        OperatingSystem.IsLinux() && string.Equals(name, "libdl", StringComparison.Ordinal) && NativeLibrary.TryLoad("libdl.so.2", out IntPtr library) ? library : IntPtr.Zero);

    /// <summary>Starts a module; once per process, since a module is started and ended as a whole.</summary>
    /// <param name="path">The module's path, such as that of libsofthsm2.so.</param>
    /// <returns>The module; the caller disposes it.</returns>
    /// <exception cref="CryptographicException">It is not there or does not start.</exception>
    public static IPkcs11Library Load(string path)
    {
        var factories = new Pkcs11InteropFactories();
        try
        {
            return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, path, AppType.MultiThreaded);
        }
        catch (Exception e) when (e is Pkcs11Exception or UnmanagedException or DllNotFoundException)
        {
            throw new CryptographicException($"The PKCS#11 module {path} cannot be started: {e.Message}", e);
        }
    }
}
