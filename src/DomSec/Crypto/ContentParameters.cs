using System.Runtime.InteropServices;

namespace DomSec.Crypto;

/// <summary>What the parameters of a contentEncryptionAlgorithm said.</summary>
/// <param name="Nonce">The CBC initialisation vector or the nonce.</param>
/// <param name="TagSize">Octets that the mac field must have; 0 for a cipher without authentication.</param>
/// <param name="EffectiveKeyBits">RC2 only: the effective key length in bits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentParameters(ReadOnlyMemory<byte> Nonce, int TagSize, int EffectiveKeyBits = 0);
