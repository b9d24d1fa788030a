// A body about its bones (body.py); with MIRROR as it is met in a glass or in water: the picture behind the plane, drawn at its true
// place for each eye, its depth laid just before the plane so that only what stands before the plane hides it.
uniform samplerBuffer bones;
out vec3 wp;
out vec3 wn;
out vec3 own;        // where it is, not its image
out vec3 onPlane;    // where the line of sight meets the plane
flat out vec2 about; // stuff, -
flat out float bone;
out vec2 skin;
out vec3 local;      // of a head, metres from its middle
#ifdef MIRROR
uniform vec4 planePoint;   // a point of the plane, and 1 for water
uniform vec4 planeNormal;
uniform vec4 planeRect;
#endif
void main() {
  bone = floor(paint.r * 16.0 + 0.5);
  int row = int(bone) * 4;
  vec3 a = texelFetch(bones, row).xyz, b = texelFetch(bones, row + 1).xyz;
  vec3 s = mix(texelFetch(bones, row + 2).xyz, texelFetch(bones, row + 3).xyz, clamp(p3d_Vertex.z, 0.0, 1.0));
  vec3 dir = normalize(b - a);
  s = normalize(s - dir * dot(s, dir));
  vec3 f = cross(dir, s);                   // to the front of what stands up ...
  if (row >= 8 && row < 56) f = -f;        // ... and of what hangs down; a foot's is up
  own = mix(a, b, p3d_Vertex.z) + s * p3d_Vertex.x + f * p3d_Vertex.y;
  wn = s * p3d_Normal.x + f * p3d_Normal.y + dir * p3d_Normal.z;
  about = vec2(floor(paint.g * 16.0 + 0.5), paint.b);
  skin = vec2(paint.a, p3d_Vertex.z + paint.r * 3.0);
  local = vec3(p3d_Vertex.xy, p3d_Vertex.z * 0.36 - 0.222);
  eye = eyePosition();
  wp = own;
  onPlane = own;
#ifdef MIRROR
  vec3 n = planeNormal.xyz;
  float behind = dot(own - planePoint.xyz, n), before = dot(eye - planePoint.xyz, n);
  wp = own - 2.0 * behind * n;
  // Water is never quite at rest.
  if (planePoint.w > 0.5) wp.xy += 0.006 * sin(TIME * vec2(0.9, 0.7) + own.yx * 7.0);
  else if (planeRect.w > 0.5) wp.xy += vec2(-n.y, n.x) * 0.008 * sin(own.z * 8.0 + TIME * 1.3 + 1.5 * sin(own.z * 3.0));
  onPlane = eye + (wp - eye) * before / max(before + behind, 1e-4);
  vec4 p = p3d_ViewProjectionMatrix * vec4(wp, 1.0), q = p3d_ViewProjectionMatrix * vec4(onPlane, 1.0);
  float near = planePoint.w > 0.5 ? inWater(q.z / q.w, behind) : q.z / q.w - 0.0042 + 0.0040 * clamp((behind - 1.0) / 4.0, 0.0, 1.0);
  gl_Position = before < 0.05 || behind < -0.02 ? NOWHERE : vec4(p.xy, near * p.w, p.w);
#else
  gl_Position = p3d_ViewProjectionMatrix * vec4(wp, 1.0);
#endif
}
