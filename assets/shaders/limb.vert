// An arm about its bones (limbs.py): up to four of them move each place. Rows of `limbs`, for each arm: how it looks, then three for
// each bone.
uniform samplerBuffer limbs;
in vec4 joints;
in vec4 weights;
in vec4 local;
out vec3 wp;
out vec3 wn;
out vec3 drawn;          // where it is on the arm that is drawn: a right one, palm down
out vec3 drawnNormal;
out vec4 finger;         // on the finger's last bone: across, along, up; how many joints along the finger
out vec3 about;          // open to the light, reddened, closed away in the fist
flat out float stuff;
flat out vec4 skin;      // colour, opacity
flat out vec3 palm;
flat out vec3 cloth;
void main() {
  int first = int(paint.a * 255.0 + 0.5) * ROWS;
  vec4 shares = weights / max(dot(weights, vec4(1.0)), 1e-4);
  vec4 x = vec4(0.0), y = vec4(0.0), z = vec4(0.0);
  for (int k = 0; k < 4; k++) {
    int row = first + 3 + int(joints[k] * 255.0 + 0.5) * 3;
    x += shares[k] * texelFetch(limbs, row);
    y += shares[k] * texelFetch(limbs, row + 1);
    z += shares[k] * texelFetch(limbs, row + 2);
  }
  vec4 look = texelFetch(limbs, first + 1), dress = texelFetch(limbs, first + 2);
  skin = texelFetch(limbs, first);
  palm = look.rgb;
  cloth = dress.rgb;
  vec4 p = vec4(p3d_Vertex.xyz, 1.0);
  wp = (p3d_ModelMatrix * vec4(dot(x, p), dot(y, p), dot(z, p), 1.0)).xyz;
  wn = mat3(p3d_ModelMatrix) * vec3(dot(x.xyz, p3d_Normal), dot(y.xyz, p3d_Normal), dot(z.xyz, p3d_Normal));
  float side = paint.a > 0.001 ? 1.0 : -1.0;
  drawn = p3d_Vertex.xyz * vec3(side, 1.0, 1.0);
  drawnNormal = p3d_Normal * vec3(side, 1.0, 1.0);
  finger = local;
  stuff = floor(paint.r * 255.0 + 0.5);
  about = vec3(paint.gb, look.w);
  eye = eyePosition();
  gl_Position = dress.w < 0.5 ? NOWHERE : p3d_ViewProjectionMatrix * vec4(wp, 1.0);
}
