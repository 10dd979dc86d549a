using DomSec.Fuzz.Targets;

namespace DomSec.Fuzz.Engine;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new TokenizerTarget(),
        new CmsDecoderTarget(),
        new DecodersTarget(),
        new MimeTarget(),
        new LayersTarget(),
        new CertificateTarget(),
        new NamingTarget(),
        new AttributesTarget(),
        new ClassifierTarget(),
        new DecryptionTarget(),
    ];

    public static FuzzTarget? Named(string name) => All.FirstOrDefault(target => string.Equals(target.Name, name, StringComparison.Ordinal));
}
